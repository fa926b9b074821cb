# Prints the table of a run: the targets first, then the summary, both tab-separated.
#
# summary: hop, work, whose, median, best, unit.

function shown(value) {
    if (value >= 1e6) return sprintf("%.2f M", value / 1e6)
    if (value >= 1e4) return sprintf("%.0f k", value / 1e3)
    if (value >= 100) return sprintf("%.0f", value)
    return sprintf("%.2f", value)
}

BEGIN {
    FS = "\t"
    print "| hop | work | unit | ours: median (best) | peer | its median (best) | ratio | target | |"
    print "|---|---|---|---:|---|---:|---:|---:|---|"
}

/^#/ || NF < 5 { next }

FNR == NR { target[++count] = $0; next }

{
    key = $1 SUBSEP $2 SUBSEP $3
    median[key] = $4; best[key] = $5; unit[key] = $6
}

END {
    for (i = 1; i <= count; i++) {
        split(target[i], part, "\t")
        ours = part[1] SUBSEP part[2] SUBSEP "pitwire"
        if (!(ours in median)) continue
        isRate = unit[ours] ~ /\/s$/
        line = sprintf("| %s | %s | %s | %s (%s) |", part[1], part[2], unit[ours], \
            shown(median[ours]), shown(best[ours]))
        theirs = part[1] SUBSEP part[4] SUBSEP part[3]
        if (part[3] == "limit") { median[theirs] = part[4]; best[theirs] = part[4] }
        if (!(theirs in median)) {
            # Without its peer a work is still shown, once.
            if (!(ours in alone)) print line (part[3] == "-" ? "" : " " part[3] " left out") " | | | | |"
            alone[ours] = 1
            continue
        }
        ratio = median[ours] / median[theirs]
        whose = part[3] == "pitwire" ? part[4] : part[3]
        line = line sprintf(" %s | %s (%s) | %.2f |", whose, shown(median[theirs]), \
            shown(best[theirs]), ratio)
        if (part[5] == "-") { print line " | |"; continue }
        held = isRate ? ratio >= part[5] : ratio <= part[5]
        print line sprintf(" %s %s | %s |", isRate ? ">=" : "<=", part[5], held ? "held" : "MISSED")
    }
}
