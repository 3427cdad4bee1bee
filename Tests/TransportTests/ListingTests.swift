import Foundation
import Testing

@testable import Transport

@Suite struct ListingTests {
  @Test func readsWhatServersList() {
    let body = """
      total 12
      drwxr-xr-x    2 ktz      ktz          4096 Nov 22 09:00 done
      -rw-r--r--    1 ktz      ktz          1234 Nov 23 10:00 дислокация 23.11.csv
      -rw-r--r--    1 ktz      ktz             0 Jan  5  2025 a.csv\r
      lrwxrwxrwx    1 ktz      ktz             9 Nov 23 10:00 link -> a.csv
      -rw-r--r--    1 ktz      ktz            10 Nov 23 10:00 ../up.csv
      11-23-26  10:00AM                 77 win.csv
      11-23-26  10:00AM       <DIR>        sub
      """
    #expect(
      Listing.files(in: Array(body.utf8)) == [
        RemoteFile(name: "a.csv", sizeBytes: 0, modified: "Jan 5 2025"),
        RemoteFile(name: "win.csv", sizeBytes: 77, modified: "11-23-26 10:00AM"),
        RemoteFile(name: "дислокация 23.11.csv", sizeBytes: 1234, modified: "Nov 23 10:00"),
      ])
  }

  @Test func aFolderOfThisMachineIsListedFetchedAndMoved() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "banlie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("news".utf8).write(to: folder.appending(path: "运踪 1.csv"))
    try Data().write(to: folder.appending(path: ".hidden"))
    let transport = try Transport()
    let request = Request("file://\(folder.path)/")
    let files = try await transport.list(request)
    #expect(files.map(\.name) == ["运踪 1.csv"])
    #expect(files[0].sizeBytes == 4)
    let file = Request(folder.appending(path: "运踪 1.csv").absoluteString)
    #expect(try await transport.send(file).body == Array("news".utf8))
    try await transport.move("运踪 1.csv", in: request, to: "done")
    #expect(try await transport.list(request).isEmpty)
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "done/运踪 1.csv").path))
  }

  @Test func whatIsNoFolderIsSaid() async throws {
    let transport = try Transport()
    await #expect(throws: TransportError.self) {
      try await transport.list(Request("file:///nowhere/"))
    }
    await #expect(throws: TransportError.self) { try await transport.list(Request("sftp://h/a")) }
  }
}
