import HTTPTypes
import Hummingbird

/// `GET /openapi.yaml`: the API as OpenAPI 3.1 describes it.
struct DescriptionRoute {
  /// The document.
  static let text = String(decoding: PackageResources.openapi_yaml, as: UTF8.self)

  func add(to router: Router<Visit>) {
    router.get("/openapi.yaml") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "application/yaml"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: Self.text)))
    }
  }
}
