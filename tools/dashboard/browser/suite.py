"""The list of tests, and what each of them gets."""

TESTS = []


def test(sentence, outage=False, size=(1280, 800), needs=None, **options):
    """Adds a test. `outage`: servers go away in it; `needs`: a file without which it is left out.
    `options` are the browser context's."""

    def add(function):
        TESTS.append(
            {
                "sentence": sentence, "body": function, "outage": outage, "size": size,
                "needs": needs, "options": options,
            }
        )
        return function

    return add


class Given:
    """What a test gets: the lab, a page that is not open yet, and more pages on request."""

    def __init__(self, lab, context, look, new_look):
        self.lab = lab
        self.context = context
        self.look = look
        self.new_look = new_look
        # Called at the end, whatever came of the test.
        self.after = None
