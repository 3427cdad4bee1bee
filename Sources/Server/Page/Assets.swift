import Crypto
import HTTPTypes
import Hummingbird

/// The style and the script of all pages, under names that change with what is in them, so that a
/// browser keeps them for good.
struct Assets {
  static let style = Asset(PackageResources.page_css, "css", "text/css; charset=utf-8")
  static let script = Asset(PackageResources.page_js, "js", "text/javascript; charset=utf-8")

  struct Asset: Sendable {
    let path: String
    let type: String
    let text: String

    fileprivate init(_ bytes: [UInt8], _ ending: String, _ type: String) {
      let digest = SHA256.hash(data: bytes).prefix(8).map {
        ($0 < 16 ? "0" : "") + String($0, radix: 16)
      }
      path = "/assets/\(digest.joined()).\(ending)"
      text = String(decoding: bytes, as: UTF8.self)
      self.type = type
    }
  }

  func add(to router: Router<Visit>) {
    for asset in [Self.style, Self.script] {
      router.get(RouterPath(asset.path)) { _, _ in
        Response(
          status: .ok,
          headers: [
            .contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable",
            .xContentTypeOptions: "nosniff",
          ], body: ResponseBody(byteBuffer: ByteBuffer(string: asset.text)))
      }
    }
  }
}
