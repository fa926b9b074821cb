import CLibwebsockets

/// What libwebsockets has of the request of a connection: decoded, and cut up.
struct LibraryHeaders {
    private let wsi: OpaquePointer

    init(_ wsi: OpaquePointer) { self.wsi = wsi }

    /// All that was sent under this name, in order; none is not the same as an empty one.
    func values(_ token: lws_token_indexes) -> [[UInt8]] {
        var values: [[UInt8]] = []
        while true {
            let index = CInt(values.count)
            let length = lws_hdr_fragment_length(wsi, token, index)
            // The library ends what it copies with a zero.
            var value = [UInt8](repeating: 0, count: Int(length) + 1)
            let copied = value.withUnsafeMutableBytes {
                lws_hdr_copy_fragment(
                    wsi, $0.baseAddress!.assumingMemoryBound(to: CChar.self), length + 1, token,
                    index)
            }
            guard copied >= 0 else { return values }
            value.removeLast()
            values.append(value)
        }
    }

    /// The request's method and its token, under which its path is kept; `nil` for none, several,
    /// and those that are not spoken.
    var method: (name: String, path: lws_token_indexes)? {
        var (path, length): (UnsafeMutablePointer<CChar>?, CInt) = (nil, 0)
        switch Int(lws_http_get_uri_and_method(wsi, &path, &length)) {
        case LWSHUMETH_GET: return ("GET", WSI_TOKEN_GET_URI)
        case LWSHUMETH_POST: return ("POST", WSI_TOKEN_POST_URI)
        case LWSHUMETH_OPTIONS: return ("OPTIONS", WSI_TOKEN_OPTIONS_URI)
        case LWSHUMETH_PUT: return ("PUT", WSI_TOKEN_PUT_URI)
        case LWSHUMETH_PATCH: return ("PATCH", WSI_TOKEN_PATCH_URI)
        case LWSHUMETH_DELETE: return ("DELETE", WSI_TOKEN_DELETE_URI)
        case LWSHUMETH_HEAD: return ("HEAD", WSI_TOKEN_HEAD_URI)
        default: return nil
        }
    }

    /// A header the library does not know; `name` in lower case, with its colon.
    func has(unknown name: String) -> Bool {
        lws_hdr_custom_length(wsi, name, CInt(name.utf8.count)) >= 0
    }
}
