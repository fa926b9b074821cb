import Market
import PitctlViews
import Testing

@Suite struct SessionFoldTests {
    /// A minute of a session, 10 bought and 4 sold at prices around `price`.
    private func bar(_ minute: Int64, _ price: Int64, day: Int32 = 0) -> Bar {
        var bar = Sample.bar(0)
        bar.start = Sample.open + .seconds(60 * minute)
        bar.end = bar.start + .seconds(60)
        bar.session = SessionDate(rawValue: 19790 + day)
        (bar.open, bar.high) = (Price(price), Price(price + 3))
        (bar.low, bar.close) = (Price(price - 2), Price(price + 1))
        (bar.volume, bar.buyVolume, bar.sellVolume) = (Volume(14), Volume(10), Volume(4))
        (bar.maxDelta, bar.minDelta) = (Volume(8), Volume(-1))
        bar.vwap = Double(price)
        return bar
    }

    @Test func `bars of a session become one`() throws {
        var fold = SessionFold()
        fold.add([bar(0, 100), bar(1, 110)])
        let session = try #require(fold.session(with: bar(2, 90)))
        #expect(session.open == Price(100) && session.close == Price(91))
        #expect(session.high == Price(113) && session.low == Price(88))
        #expect(session.volume == Volume(42) && session.delta == Volume(18))
        // Deltas of 6, 12 and 18; the highest inside the third is 12 + 8.
        #expect(session.maxDelta == Volume(20) && session.minDelta == Volume(-1))
        #expect(session.vwap == 100)
        #expect(session.trades == 594)
    }

    @Test func `what is in already changes nothing`() {
        var fold = SessionFold()
        fold.add([bar(0, 100), bar(1, 110)])
        let before = fold.session(with: nil)
        fold.add([bar(0, 100), bar(1, 110)])
        #expect(fold.session(with: nil) == before)
        #expect(fold.session(with: bar(1, 500)) == before)
    }

    @Test func `a later session begins anew`() {
        var fold = SessionFold()
        fold.add([bar(0, 100)])
        #expect(fold.session(with: bar(5, 200, day: 1)) == bar(5, 200, day: 1))
        fold.add([bar(5, 200, day: 1)])
        #expect(fold.session(with: nil) == bar(5, 200, day: 1))
        fold.add([bar(1, 100)])
        #expect(fold.session(with: nil) == bar(5, 200, day: 1))
    }
}
