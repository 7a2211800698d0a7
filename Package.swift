// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6)]

/// Lessons: executables of one file each, `notebooks-as-scripts/NAME.swift`.
let lessons = [
    "01-partial-step", "02-random-mask-is-a-shrinkage", "03-reading-a-theorem", "04-tying-weights",
    "05-depth-by-random-paths", "06-submodels", "07-low-rank", "08-sampled-and-exact", "09-checking-your-own-claim",
]
/// The other files beside a lesson.
let lessonFolder = ["README.md"] + lessons.map { $0 + ".swift" }

let package = Package(
    name: "partita",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
        .library(name: "PartialTraining", targets: ["PartialTraining"]),
        .library(name: "Claims", targets: ["Claims"]),
        .library(name: "Verification", targets: ["Verification"]),
        .library(name: "Figures", targets: ["Figures"]),
        .library(name: "PaperFigures", targets: ["PaperFigures"]),
        .executable(name: "partita", targets: ["partita"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // System libraries: a module map and a shim header each, no code.
        .systemLibrary(
            name: "CLAPACKE", pkgConfig: "lapacke",
            providers: [.apt(["liblapacke-dev", "libopenblas-dev"]), .brew(["lapack", "openblas"])]),
        // No pkgConfig: gsl.pc would link gslcblas in front of OpenBLAS.
        .systemLibrary(name: "CGSL", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
        .systemLibrary(
            name: "CMuParser", providers: [.apt(["libmuparser-dev"]), .brew(["muparser"])]),
        .systemLibrary(name: "CMPFI", providers: [.apt(["libmpfi-dev"]), .brew(["mpfi"])]),

        // Balls and rationals of any precision, for proofs.
        .systemLibrary(
            name: "CFlint",
            providers: [.apt(["libflint-arb-dev", "libflint-dev", "libgmp-dev"]), .brew(["flint", "gmp"])]),

        // Kernels for each instruction set, chosen when called: no build needs a flag for them.
        .target(name: "CKernels"),
        .target(
            name: "LinearAlgebra", dependencies: ["CKernels", "CLAPACKE"], swiftSettings: strict),
        .target(
            name: "PartialTraining", dependencies: ["CKernels", "LinearAlgebra", "CGSL"],
            swiftSettings: strict),
        .target(
            name: "Claims", dependencies: ["PartialTraining", "LinearAlgebra"],
            swiftSettings: strict),
        // Replays certificates: shares no code with what makes them.
        .target(name: "Verification", dependencies: ["CMPFI"], swiftSettings: strict),
        .target(
            name: "Figures",
            dependencies: [.product(name: "Subprocess", package: "swift-subprocess")],
            swiftSettings: strict),
        .target(
            name: "Rigour", dependencies: ["CFlint", "Claims", "PartialTraining"], swiftSettings: strict),
        // Texts of the repository that the command carries with it.
        .target(name: "CTexts"),
        .target(name: "Texts", dependencies: ["CTexts"], swiftSettings: strict),
        .target(
            name: "PaperFigures",
            dependencies: ["Claims", "Figures", "PartialTraining", "LinearAlgebra", "Texts"],
            swiftSettings: strict),
        .target(
            name: "Site",
            dependencies: ["Figures", "Texts", .product(name: "Subprocess", package: "swift-subprocess")],
            exclude: ["style.css"], swiftSettings: strict),
        .target(
            name: "Lessons",
            dependencies: [
                "Claims", "Figures", "LinearAlgebra", "Site",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "partita",
            dependencies: [
                "Claims", "Figures", "PaperFigures", "PartialTraining", "LinearAlgebra", "Rigour", "Site", "Texts",
                "Verification",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),

        .testTarget(
            name: "LinearAlgebraTests", dependencies: ["CKernels", "LinearAlgebra", "CLAPACKE"],
            swiftSettings: strict),
        .testTarget(
            name: "PartialTrainingTests", dependencies: ["PartialTraining", "LinearAlgebra"],
            swiftSettings: strict),
        .testTarget(
            name: "ClaimsTests",
            dependencies: ["Claims", "PartialTraining", "LinearAlgebra", "CMuParser"],
            swiftSettings: strict),
        .testTarget(
            name: "RigourTests", dependencies: ["Rigour", "CFlint", "Claims", "PartialTraining", "LinearAlgebra"],
            swiftSettings: strict),
        .testTarget(
            name: "VerificationTests", dependencies: ["Verification", "CMPFI"], exclude: ["Certificates"],
            swiftSettings: strict),
        .testTarget(name: "FiguresTests", dependencies: ["Figures"], swiftSettings: strict),
        .testTarget(
            name: "PaperFiguresTests",
            dependencies: ["PaperFigures", "Claims", "Figures", "PartialTraining", "LinearAlgebra", "Texts"],
            swiftSettings: strict),
        .testTarget(
            name: "SiteTests", dependencies: ["Site", "Claims", "Figures", "Texts"], swiftSettings: strict),
        .testTarget(
            name: "LessonsTests",
            dependencies: [
                "Claims", "Lessons", "LinearAlgebra", .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict),
        // The code of the tutorials: links to the last steps in the documentation catalogue.
        .testTarget(
            name: "TutorialTests", dependencies: ["Claims", "PartialTraining", "LinearAlgebra"],
            swiftSettings: strict),
        .testTarget(
            name: "partitaTests",
            dependencies: [
                "partita", "Claims", "PaperFigures", "PartialTraining", "LinearAlgebra", "Rigour", "Texts",
                "Verification",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SwiftCSV", package: "SwiftCSV"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
    ]
        + lessons.map { name in
            .executableTarget(
                name: "lesson-\(name)",
                dependencies: ["Lessons", "Claims", "Figures", "PartialTraining", "LinearAlgebra"],
                path: "notebooks-as-scripts", exclude: lessonFolder.filter { $0 != "\(name).swift" },
                sources: ["\(name).swift"], swiftSettings: strict)
        }
)
