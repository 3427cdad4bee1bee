// swift-tools-version: 6.1
import PackageDescription

let swift6: [SwiftSetting] = [.swiftLanguageMode(.v6)]

let package = Package(
  name: "banlie",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "banlie", targets: ["banlie"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(
      url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The rooms, lowest first. HouseTests compares every `import` with these arrows.
    .target(name: "Freight", swiftSettings: swift6),
    .target(name: "RouteBook", dependencies: ["Freight", "Yams"], swiftSettings: swift6),
    // Routes/ is checked and put into the binary at build.
    .executableTarget(
      name: "embed-routes", dependencies: ["RouteBook"], path: "Sources/EmbedRoutes",
      swiftSettings: swift6),
    .plugin(
      name: "EmbedRoutesPlugin", capability: .buildTool(), dependencies: ["embed-routes"],
      path: "Sources/EmbedRoutesPlugin"),
    .target(
      name: "EmbeddedRoutes", dependencies: ["RouteBook"], swiftSettings: swift6,
      plugins: ["EmbedRoutesPlugin"]),
    .target(name: "Tracking", dependencies: ["Freight", "RouteBook"], swiftSettings: swift6),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .target(
      name: "Feeds", dependencies: ["Freight", "CXML2", "CZip"],
      exclude: [
        "BanlieJSON/README.md", "BanlieJSON/banlie-json.schema.json", "DCSA/README.md",
        "Dislocation/README.md", "IFTSTA/README.md", "Sheet/README.md", "TAF/README.md",
      ], swiftSettings: swift6),
    .target(
      name: "Ledger",
      dependencies: [
        "Freight", "CZlib",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: swift6),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "Transport", dependencies: ["CCurl"], swiftSettings: swift6),
    .systemLibrary(name: "CGMime", providers: [.apt(["libgmime-3.0-dev"])]),
    .target(
      name: "Intake",
      dependencies: [
        "Freight", "Feeds", "Ledger", "Tracking", "RouteBook", "Transport", "CGMime",
      ],
      swiftSettings: swift6),
    .target(
      name: "Simulation", dependencies: ["Freight", "RouteBook", "Feeds"], swiftSettings: swift6),
    .target(
      name: "Answers", dependencies: ["Freight", "RouteBook", "Tracking", "Ledger", "Intake"],
      exclude: ["Schemas"], swiftSettings: swift6),
    .target(
      name: "Notices",
      dependencies: [
        "Freight", "RouteBook", "Tracking", "Ledger", "Intake", "Answers", "Transport",
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: swift6),
    // Sheets are written by libxlsxwriter: the form is Excel's, and others know it better. Rows are
    // packed by zlib on all cores and put in by libzip, since the library takes one core for it.
    .systemLibrary(
      name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .target(
      name: "Manifests",
      dependencies: [
        "Freight", "RouteBook", "Tracking", "Ledger", "Intake", "Answers", "Transport",
        "CXLSXWriter", "CZip", "CZlib", .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: swift6),
    .target(
      name: "Server",
      dependencies: [
        "Freight", "RouteBook", "Tracking", "Ledger", "Intake", "Answers", "Notices", "Manifests",
        "Transport", "CZlib",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      resources: [
        .embedInCode("API/openapi.yaml"), .embedInCode("Page/page.css"),
        .embedInCode("Page/page.js"),
      ], swiftSettings: swift6),
    .executableTarget(
      name: "banlie",
      dependencies: [
        "Freight", "RouteBook", "EmbeddedRoutes", "Tracking", "Feeds", "Ledger", "Transport",
        "Intake", "Answers", "Notices", "Manifests", "Server", "Simulation", "Yams",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: swift6),
    .testTarget(name: "FreightTests", dependencies: ["Freight"], swiftSettings: swift6),
    // Numbers that are the same in every run.
    .target(name: "TestSeeds", path: "Tests/TestSeeds", swiftSettings: swift6),
    .testTarget(
      name: "RouteBookTests",
      dependencies: ["RouteBook", "EmbeddedRoutes", "Freight", "TestSeeds"],
      exclude: ["Fixtures"], swiftSettings: swift6),
    .testTarget(
      name: "TrackingTests", dependencies: ["Tracking", "RouteBook", "Freight", "TestSeeds"],
      swiftSettings: swift6),
    .testTarget(
      name: "FeedsTests", dependencies: ["Feeds", "Freight", "TestSeeds"], exclude: ["Fixtures"],
      swiftSettings: swift6),
    .testTarget(
      name: "LedgerTests",
      dependencies: [
        "Ledger", "Freight", "TestSeeds", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Fixtures"], swiftSettings: swift6),
    // Servers for tests: one that misbehaves, and real ones where they are installed.
    .target(name: "TestServers", path: "Tests/TestServers", swiftSettings: swift6),
    .testTarget(
      name: "TransportTests", dependencies: ["Transport", "TestServers", "CZlib"],
      swiftSettings: swift6),
    .testTarget(
      name: "IntakeTests",
      dependencies: [
        "Intake", "Ledger", "Tracking", "Feeds", "Simulation", "EmbeddedRoutes", "RouteBook",
        "Freight", "Transport", "TestServers", "TestSeeds",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: swift6),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["Simulation", "EmbeddedRoutes", "RouteBook", "Feeds", "Freight"],
      swiftSettings: swift6),
    // Documents against their schemas and their kept copies.
    .target(name: "TestDocuments", path: "Tests/TestDocuments", swiftSettings: swift6),
    .testTarget(
      name: "AnswersTests",
      dependencies: [
        "Answers", "Tracking", "RouteBook", "Feeds", "Ledger", "Freight", "TestDocuments",
      ], swiftSettings: swift6),
    .testTarget(
      name: "NoticesTests",
      dependencies: [
        "Notices", "Answers", "Intake", "Ledger", "Tracking", "EmbeddedRoutes", "RouteBook",
        "Freight", "Transport", "TestServers", "TestDocuments",
      ], swiftSettings: swift6),
    .testTarget(
      name: "ManifestsTests",
      dependencies: [
        "Manifests", "Answers", "Intake", "Ledger", "Tracking", "Simulation", "EmbeddedRoutes",
        "RouteBook", "Freight", "Transport", "TestServers", "TestDocuments", "TestSeeds", "CZip",
        "CZlib", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: [
        "Sheets/read_back.py", "Sheets/print_setup.py", "Daily/post_office.py", "Fixtures",
      ], swiftSettings: swift6
    ),
    .testTarget(
      name: "ServerTests",
      dependencies: [
        "Server", "Answers", "Intake", "Ledger", "Tracking", "EmbeddedRoutes", "RouteBook",
        "Freight",
        "Transport", "TestServers", "TestDocuments", "CZlib", "Yams",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: swift6),
    .testTarget(
      name: "banlieTests",
      dependencies: [
        "banlie", "Answers", "Intake", "Ledger", "Feeds", "Tracking", "EmbeddedRoutes", "RouteBook",
        "Freight", "TestServers", "TestDocuments", "Transport",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["Snapshots", "Serve/browser.py", "Serve/clients.py", "Serve/receiver.py"],
      swiftSettings: swift6),
    .testTarget(name: "HouseTests", swiftSettings: swift6),
  ]
)
