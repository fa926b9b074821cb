import Market
import PitctlViews
import Testing
import Wire

@Suite struct ProfileViewTests {
    private func text(
        _ profile: ProfileSnapshot, _ look: Look, columns: Int, rows: Int
    ) -> String {
        ProfileView(
            symbol: "ES", profile, Sample.numbers, look, columns: columns, rows: rows
        ).lines.text
    }

    @Test func `a profile is a histogram with its levels named`() {
        #expect(
            text(Sample.profile, Sample.plain, columns: 80, rows: 20) == """
                ES  daily profile 2024-03-08  developing  2024-03-08 09:30:00-10:30:00 EST
                POC 5131.50  VAH 5132.25  VAL 5130.75  volume 7,600
                5134.25       30 ░
                5134.00      160 ░░░░░░
                5133.75      480 ░░░░░░░░░░░░░░░░░░
                5133.50      610 ░░░░░░░░░░░░░░░░░░░░░░░  HVN
                5133.25      520 ░░░░░░░░░░░░░░░░░░░░  naked POC 2024-03-06
                5133.00      210 ░░░░░░░░
                5132.75       60 ░░  LVN
                5132.50       90 ░░░
                5132.25      320 ████████████▏  VAH
                5132.00      700 ██████████████████████████▌
                5131.75      990 █████████████████████████████████████▌
                5131.50     1240 ███████████████████████████████████████████████  ● POC HVN
                5131.25      880 █████████████████████████████████▍
                5131.00      610 ███████████████████████▏
                5130.75      420 ███████████████▉  VAL
                5130.50      150 ░░░░░░
                5130.25       90 ░░░
                5130.00       40 ░░
                naked POCs beyond: 5152.50 (2024-03-05)
                """)
    }

    @Test func `rows are drawn together when there are too many, in ASCII too`() {
        #expect(
            text(Sample.profile, Sample.ascii, columns: 60, rows: 6) == """
                ES  daily profile 2024-03-08  developing
                POC 5131.50  VAH 5132.25  VAL 5130.75  volume 7,600
                3 rows a line, lowest price shown
                5133.75      670 ......
                5133.00     1340 ............  HVN naked POC 2024-03-06
                5132.25      470 ####  VAH LVN
                5131.50     2930 ###########################  * POC HVN
                5130.75     1910 ##################  VAL
                5130.00      280 ...
                naked POCs beyond: 5152.50 (2024-03-05)
                """)
    }

    @Test(arguments: 1...25) func `never more lines than asked for`(rows: Int) {
        let lines = text(Sample.profile, Sample.plain, columns: 80, rows: rows)
            .split(separator: "\n").filter { $0.hasPrefix("513") }
        #expect(lines.count <= rows)
        #expect(rows < 18 || lines.count == 18)
    }

    @Test func `without volume it says so`() {
        var profile = Sample.profile
        profile.rows = []
        #expect(
            text(profile, Sample.plain, columns: 80, rows: 9).hasSuffix("\nno volume yet"))
    }
}
