/// Records and streams of the DBN format, as data.
///
/// The records are from the public samples of the format (ESH1, 28 December 2020); the streams were
/// made for tests and are accepted by the vendor's own decoder.
enum DBNVectors {
    /// A trade of 5 at 3720.25, aggressor the seller.
    static let trade1 = """
        0c0001006a150000410784b2dbe2541680022e30620300000500000054418100e90889b2dbe25416334b0000\
        ccdb1100
        """

    /// A trade of 21 at 3720.25.
    static let trade2 = """
        0c0001006a1500002bfa0ab3dbe2541680022e30620300001500000054418100384012b3dbe25416f8500000\
        eedb1100
        """

    /// The first trade with the book before it.
    static let tbbo = """
        140101006a150000410784b2dbe2541680022e30620300000500000054418100e90889b2dbe25416334b0000\
        ccdb110080022e306203000000b5143f620300001a000000070000001000000006000000
        """

    /// An order of 1 added to the ask at 3720.50.
    static let bookTop = """
        140101006a1500004fb3fbacdbe2541600b5143f62030000010000004141800009c2fdacdbe254163e430000\
        badb110080022e306203000000b5143f62030000180000000b0000000f00000009000000
        """

    /// A minute whose prices are 100 times those of the trades.
    static let bar = """
        0e2101006a1500000020a0acdbe2541600faf8d15a520100009c8dec7752010000faf8d15a52010000285248\
        6c5201006101000000000000
        """

    /// Trading begins.
    static let status = """
        0a1201006a1500000060870205b55416000040334bb8541607000100000059597e00000000000000
        """

    /// A lowest offer of 100 without quantity, version 3.
    static let statistic3 = """
        14180100013e02007f468edf3a9f5817a5ff21e03a9f5817ffffffffffffffff00e8764817000000ffffffff\
        ffffff7f020000005169000007000d0001ff000000000000000000000000000000000000
        """

    /// The same in version 1.
    static let statistic1 = """
        10180100013e02007f468edf3a9f5817a5ff21e03a9f5817ffffffffffffffff00e8764817000000ffffff7f\
        020000005169000007000d0001ff000000000000
        """

    /// The metadata of version 1 of a request for ESH1.
    static let metadata1 = """
        44424e01c6000000474c42582e4d4450330000000000000004000020a0acdbe2541600008fc4df0655160200\
        000000000000ffffffffffffffff010000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000100000045534831000000000000000000000000\
        0000000000000000000000000000010000004553483100000000000000000000000000000000000001000000\
        0c3f34010d3f340135343832000000000000000000000000000000000000
        """

    /// Three trades of stream S3, and the first of them with its sending time.
    static let trades = [
        "0c0001006a1500000300f323845bd718800220368c040000"
            + "0300000054418100f349f523845bd718384a00004d000000",
        "0c0001006a1500000400f323845bd71800b506458c040000"
            + "0200000054428000f449f523845bd718504600004e000000",
        "0c0001006a1500000500f323845bd71800b506458c040000"
            + "07000000544e8000f549f523845bd718504600004f000000",
        "0e0001006a1500000300f323845bd718800220368c04000003000000"
            + "54418100f349f523845bd718384a00004d000000400df623845bd718",
    ]

    /// S1: version 1, zstd, base64: mapping, heartbeat, trade, statistic, error.
    static let s1 = """
        KLUv/WREAc0HAAQKREJOAdwAAABHTEJYLk1EUDMABAAAAPMjhFvXGADoaWyb/wEAAABFUy5GVVQAWFg5KDUBOig1\
        ATU0ODIUFgAAahUARVNaNhQXAkhlYXJ0YmVhdAwAAQOAAiA2jAQAAAMAAABUQYEA80n1OEoAAE0AAAAQGAHoA///\
        /38JAAAA9AE2ARQAAAZGYWlsZWQgdG8gcmVzb2x2ZSBzeW1ib2w6ICcgoAIaMboDQICPUmPIdA/Sghe0yOJnCwce\
        jP/ALoanPH/lhlKMop0BggM0X4nyDQyURN0ISAmqXxqgQNXKNkAAeLO1YGeDEQbYYOIXUbJwPs1g22oIdoUynko=
        """

    /// S3: version 3, zstd, base64: as a live gateway sends.
    static let s3 = """
        KLUv/WR4CG0RACYXWEIQUawxBQBijWgn0CoKAIAIVRAAFSgwiApMju3lCjIBcn/OypClTOL3cIdLZ+zLk6b/2AcH\
        cRlzpDjXxwI7GvglRKZGAEgAQgDhaNE7hie2p4myGovRq9pwT5sySayBPEX0pPoqxtMsfFv9iMRlvg0jkOEvsOCg\
        v9+ZhykEgo+/+w28jygDeiiA/nO4Os8nIY7bRBHAb/t8pKp1T2Tkfs25suI/hP+UnLv7vxXj4qKC4gF+bkyJEzU0\
        BX9G40LHDBYATJBILy9SpBeMKgBEHe94ryiqUBviFeT/xrMB/yuEPO0mke7nPJCnHmuTqDgm+idsQkIf/9AZ/b9+\
        TIRmrfS6paNU+iQA5X/n3HVbOpG2muNGnRc6+IEBFQNByynNE0cH1N5VaaL3tCa24y3JkJP83nF4T/gMrwQL49Aw\
        WIklBrMMV+fFKdKiTDumtszDNMIAB7wlgQPv2UOLzYFLrVpVqBGpY5DNjMKSFBaGNcCCkZkZ6xIggkDTNMghYwwy\
        xogmoJiJd2bG0g5KoABCfdQhxHDcIRDBwMSq5fSHoohQl72ufEIkLyI6h9jk5yx3gzHUsxCiqijAXGfMc/aOGI/m\
        sGQ5EkwWQ6GVKIz68Hzni0ucPlonlF7JAnDvFr8vDTegXaXlEb4kQgTOx60KUIrxj/Bjr+NGNukX+tc4GD2ftiaB\
        4GgKLLcfQ/OBSC46gLqz4Y+KFQe49jEbJV0tEHHxRZo1FmxE3DwNV+aASw==
        """

    /// SM: version 3, base64, in three zstd frames: metadata, two trades, one trade.
    static let sm = """
        KLUv/SCAdQEANAJEQk4DeAAAAEdMQlguTURQMwD//wAA8yOEW9cY/wD/AABHAAQQAIbUMTdhdii1L/0gYGUCAJQD\
        DAABAGoVAAADAPMjhFvXGIACIDaMBAAAVEGBAPNJ9ThKAABNAAAABAC1BkUCQoAA9FBGAABOAAAABwAgCdgFlkC+\
        UxHfecdYswkotS/9IDCBAQAMAAEAahUAAAUA8yOEW9cYALUGRYwEAAAHAAAAVE6AAPVJ9SOEW9cYUEYAAE8AAAA=
        """
}
