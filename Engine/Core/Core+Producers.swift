/// Who moves an instrument's clock.
extension Core {
    /// The number of the producer whose watermarks are an instrument's; `nil` for none.
    public func producer(ofPlace place: Int) -> Int? {
        producers.firstIndex { $0.contains(place) }
    }
}
