import Foundation
import RouteBook

/// The routes and the gazetteer that come with the program.
public enum EmbeddedRoutes {
  public static let book: RouteBook = {
    let record = embeddedRouteBookRecord.withUTF8Buffer { Data(base64Encoded: Data($0)) }
    do {
      return try RouteBookRecord.decode([UInt8](record ?? Data()))
    } catch {
      // Written and checked by the build of this very program: to fail here is to be no program.
      preconditionFailure("the embedded route book is damaged: \(error)")
    }
  }()
}
