import Market
import Testing

@Suite struct SessionScheduleTests {
    let schedule = SessionSchedule()

    /// 14:30:00Z is 1709908200 s on the Friday before the change, 13:30:00Z 1710163800 s after it.
    @Test func `the regular session opens at 09:30 on either side of the change of clocks`() {
        let winter = NYSECalendar.standard.session(on: SessionDate("2024-03-08")!)
        #expect(winter?.open == .seconds(1_709_908_200))
        let summer = NYSECalendar.standard.session(on: SessionDate("2024-03-11")!)
        #expect(summer?.open == .seconds(1_710_163_800))
    }
}
