/// Small valid messages of an aggregate feed, and fault plans.
extension FileSamples {
    static let aggregates: [[UInt8]] = [
        Array(
            """
            [{"ev":"status","status":"auth_success","message":"authenticated"}]
            [{"ev":"A","sym":"FUZZ","v":200,"av":8642007,"op":25.66,"vw":25.3981,"o":25.39,\
            "c":25.39,"h":25.39,"l":25.39,"a":25.3714,"z":50,"s":1610144868000,"e":1610144869000}]
            {"ev":"A","sym":"FUZZ","o":1e1,"h":12.5,"l":-3,"c":10.25,"v":0.5,"dv":"0.125",\
            "a":null,"s":1610144869000}

            """.utf8),
        Array(
            """
            [{"ev":"AM","sym":"FUZZ"},{"ev":"A","sym":"\\u0046UZZ","o":1,"h":1,"l":1,"c":1,\
            "v":1,"s":1},[],{},7,"\\ud83d\\ude00",true,{"a":{"b":[1,2,{"c":null}]}}]

            """.utf8),
    ]

    static let aggregateTokens: [[UInt8]] = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "null", "true",
        "false", "-", ".", "e", "1e308", "1e400", "-0", "0.1", "9223372036854775807", "\n", "\r\n",
        "\"ev\":\"A\"", "\"sym\":\"FUZZ\"", "\"s\":", "\"e\":", "\"o\":", "\"h\":", "\"l\":",
        "\"c\":", "\"v\":", "\"dv\":", "\"vw\":", "\"a\":", "[[[[[[[[", "]]]]]]]]", "\u{feff}",
        "\u{e9}", "\u{1f600}", "\0",
    ].map { Array($0.utf8) }

    static let faultPlans: [[UInt8]] = [
        "drop=0.1%,duplicate=0.1%,reorder=0.05%,late=0.1%,malformed=0.05%",
        "gap=3/day,stall=2/day:5s,burst=4/day:20,clock=1/day:-2s,sequenced",
        "drop=20%,duplicate=20%,reorder=20%,late=20%,malformed=20%,gap=100/day:250ms",
        "clock=50/day:+1.5m,stall=30/day:1ms",
    ].map { Array($0.utf8) }

    static let faultTokens: [[UInt8]] = [
        ",", "=", "%", "/day", ":", "ms", "s", "m", "-", "+", "0", "1", "100", "10000", "0.5",
        "drop", "duplicate", "reorder", "late", "malformed", "gap", "stall", "burst", "clock",
        "sequenced", "1/day", "60m", "9999999999", "nan", "1e9",
    ].map { Array($0.utf8) }
}
