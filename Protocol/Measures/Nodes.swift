/// Low- and high-volume nodes of a profile, as rows, ascending.
public struct Nodes: Hashable, Sendable {
    /// Valleys between shoulders: prices the market left quickly.
    public var lows: [Int64] = []
    /// Peaks: prices the market stayed at.
    public var highs: [Int64] = []

    /// No nodes.
    public init() {}
}

extension Ladder {
    /// The profile's nodes: smoothed valleys and peaks over at most `rule.nodeBins` bins.
    ///
    /// Bins of `k = ceil(rows / bins)` rows from the lowest traded row, smoothed by the centred
    /// mean of three (two at an end); a run of equal bins is one point at its middle.
    public func nodes(_ rule: ProfileRule = ProfileRule()) -> Nodes {
        var nodes = Nodes()
        let width = (span + rule.nodeBins - 1) / max(1, rule.nodeBins)
        guard width > 0 else { return nodes }
        let smooth = smoothed(binWidth: width)
        guard smooth.count >= 3, let peak = smooth.max() else { return nodes }
        var first = 0
        // A plateau is one point, with the value of its first bin.
        var before: Double?
        while first < smooth.count {
            var last = first
            while last + 1 < smooth.count,
                Comparison.equal(smooth[last + 1], smooth[first], unit: unit)
            {
                last += 1
            }
            let row = min(low + Int64((first + last) / 2 * width + width / 2), high)
            let plateau = Plateau(first: first, last: last, before: before)
            if isLowNode(smooth, plateau, peak, rule) { nodes.lows.append(row) }
            if isHighNode(smooth, plateau, peak, rule) { nodes.highs.append(row) }
            before = smooth[first]
            first = last + 1
        }
        return nodes
    }

    private func smoothed(binWidth: Int) -> [Double] {
        let traded = traded
        var bins = [Double](repeating: 0, count: (traded.count + binWidth - 1) / binWidth)
        for (index, cell) in traded.enumerated() { bins[index / binWidth] += cell.total }
        guard bins.count >= 3 else { return [] }
        return bins.indices.map { bin in
            if bin == 0 { return (bins[0] + bins[1]) / 2 }
            if bin == bins.count - 1 { return (bins[bin - 1] + bins[bin]) / 2 }
            return (bins[bin - 1] + bins[bin] + bins[bin + 1]) / 3
        }
    }

    /// Lower than both neighbours, small beside the peak, with a shoulder on each side.
    private func isLowNode(
        _ smooth: [Double], _ plateau: Plateau, _ peak: Double, _ rule: ProfileRule
    ) -> Bool {
        let (first, last) = (plateau.first, plateau.last)
        guard let before = plateau.before, last < smooth.count - 1 else { return false }
        let value = smooth[first]
        guard Comparison.exceeds(before, value, unit: unit),
            Comparison.exceeds(smooth[last + 1], value, unit: unit),
            Comparison.reaches(rule.lowNodeShare * peak, value, unit: unit)
        else { return false }
        return hasShoulder(smooth, value, stride(from: first - 1, through: 0, by: -1), rule)
            && hasShoulder(smooth, value, stride(from: last + 1, to: smooth.count, by: 1), rule)
    }

    /// Whether some bin reaches the shoulder's height before one falls below the valley.
    private func hasShoulder(
        _ smooth: [Double], _ value: Double, _ outward: some Sequence<Int>, _ rule: ProfileRule
    ) -> Bool {
        for bin in outward {
            if Comparison.exceeds(value, smooth[bin], unit: unit) { return false }
            if Comparison.reaches(smooth[bin], rule.shoulderRatio * value, unit: unit) {
                return true
            }
        }
        return false
    }

    /// Higher than its neighbours (an end has one) and large beside the peak; never all bins.
    private func isHighNode(
        _ smooth: [Double], _ plateau: Plateau, _ peak: Double, _ rule: ProfileRule
    ) -> Bool {
        let value = smooth[plateau.first]
        let left = plateau.before
        let right = plateau.last < smooth.count - 1 ? smooth[plateau.last + 1] : nil
        guard left != nil || right != nil,
            left.map({ Comparison.exceeds(value, $0, unit: unit) }) ?? true,
            right.map({ Comparison.exceeds(value, $0, unit: unit) }) ?? true
        else { return false }
        return Comparison.reaches(value, rule.highNodeShare * peak, unit: unit)
    }
}

/// A run of equal bins.
private struct Plateau {
    /// Its bins.
    let first: Int
    let last: Int
    /// The value of the plateau before it, `nil` at the lower end.
    let before: Double?
}
