// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that neither the library nor its users build the benchmarks. `make bench` in the folder above.
let package = Package(
    name: "partita-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "partita", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .executableTarget(
            name: "bench",
            dependencies: [
                .product(name: "PartialTraining", package: "partita"),
                .product(name: "LinearAlgebra", package: "partita"),
                .product(name: "Figures", package: "partita"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
