import Foundation
import Testing

@testable import Figures

@Suite("Output")
struct OutputFolderTests {
    @Test("Files and folders are made, and replaced")
    func writes() throws {
        let scratch = try Scratch()
        let folder = OutputFolder(root: scratch.path + "/new/results")
        try folder.write("one", to: "a/b/c.dat")
        try folder.write("two", to: "a/b/c.dat")
        try folder.write([0, 255, 10] as [UInt8], to: "ä ö.bin")
        try folder.write(to: "pieces") { append throws(OutputError) in
            for piece in ["x", "", "y"] { try append(piece) }
        }
        #expect(try scratch.contents("new/results/a/b/c.dat") == "two")
        #expect(try scratch.contents("new/results/pieces") == "xy")
        #expect(try scratch.bytes("new/results/ä ö.bin") == Data([0, 255, 10]))
        #expect(
            scratch.everything
                == [
                    "new", "new/results", "new/results/a", "new/results/a/b", "new/results/a/b/c.dat",
                    "new/results/pieces",
                    "new/results/ä ö.bin",
                ])
    }

    @Test(
        "Paths that leave the folder are refused",
        arguments: [
            "", "/etc/x", "../x", "a/../x", "a/..", "..", ".", "./x", "a//b", "a/", "a\u{0}b", "a\nb",
            ".partita-0123456789abcdef.tmp",
        ])
    func refuses(_ path: String) throws {
        let scratch = try Scratch()
        #expect {
            try scratch.folder.write("x", to: path)
        } throws: { error in
            guard case .refused(path, let reason)? = error as? OutputError else { return false }
            return !reason.isEmpty && "\(error)".contains("refused to write")
        }
        #expect(scratch.everything == [])
    }

    @Test("A write that fails leaves what was there, and nothing else")
    func failures() throws {
        let scratch = try Scratch()
        try scratch.folder.write("old", to: "a.dat")
        // The writer fails half-way.
        let failure = OutputError.failed(action: "compute", path: "a.dat", reason: "no more")
        #expect(throws: failure) {
            try scratch.folder.write(to: "a.dat") { append throws(OutputError) in
                try append(String(repeating: "new", count: 100_000))
                throw failure
            }
        }
        #expect(try scratch.contents("a.dat") == "old")
        // The destination is a folder.
        try scratch.folder.write("inside", to: "folder/inside")
        #expect {
            try scratch.folder.write("x", to: "folder")
        } throws: {
            "\($0)".contains("cannot replace \"\(scratch.path)/folder\": Is a directory")
        }
        // A file is in the way of a folder.
        #expect {
            try scratch.folder.write("x", to: "a.dat/b")
        } throws: {
            "\($0)".contains("a.dat")
        }
        // A name that is too long.
        #expect(throws: OutputError.self) {
            try scratch.folder.write("x", to: String(repeating: "n", count: 300))
        }
        #expect(scratch.everything == ["a.dat", "folder", "folder/inside"])
    }

    @Test("A folder that cannot be written to is named")
    func unwritable() throws {
        #expect {
            try OutputFolder(root: "/proc/partita/results").write("x", to: "a.dat")
        } throws: {
            "\($0)".contains("cannot create the folder \"/proc/partita\"")
        }
        #expect {
            try OutputFolder(root: "/proc").write("x", to: "a.dat")
        } throws: {
            "\($0)".contains("cannot write \"/proc/a.dat\"")
        }
    }

    @Test("Readers see whole files while many write")
    func concurrency() async throws {
        let scratch = try Scratch()
        let folder = scratch.folder
        let letters = ["a", "b", "c", "d"]
        let length = 300_000
        try folder.write(String(repeating: "a", count: length), to: "x/shared")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for letter in letters {
                group.addTask {
                    for _ in 0..<25 { try folder.write(String(repeating: letter, count: length), to: "x/shared") }
                }
            }
            group.addTask {
                // A file that is a leftover for the moment before its lock is made again by its writer.
                for _ in 0..<50 { folder.removeLeftovers() }
            }
            group.addTask {
                for _ in 0..<100 {
                    let bytes = try scratch.bytes("x/shared")
                    #expect(bytes.count == length)
                    #expect(bytes.first == bytes.last)
                    #expect(Set(bytes).count == 1)
                }
            }
            try await group.waitForAll()
        }
        #expect(scratch.everything == ["x", "x/shared"])
    }

    @Test("Leftovers of killed runs are removed; files being written and other files stay")
    func leftovers() throws {
        let scratch = try Scratch()
        let folder = scratch.folder
        try folder.write("kept", to: "a/kept.dat")
        let leftovers = ["/.partita-0123456789abcdef.tmp", "/a/.partita-00000000000000ff.tmp"]
        for leftover in leftovers { try Data("half".utf8).write(to: URL(fileURLWithPath: scratch.path + leftover)) }
        let workshop = scratch.path + "/.partita-00000000000000aa.tmp"
        try FileManager.default.createDirectory(atPath: workshop, withIntermediateDirectories: false)
        try Data("half".utf8).write(to: URL(fileURLWithPath: workshop + "/0.svg"))
        try Data("mine".utf8).write(to: URL(fileURLWithPath: scratch.path + "/.partita-notes.tmp"))
        try folder.write(to: "b/live.dat") { append throws(OutputError) in
            try append("first ")
            #expect(
                folder.removeLeftovers().sorted() == [
                    ".partita-00000000000000aa.tmp", ".partita-0123456789abcdef.tmp", "a/.partita-00000000000000ff.tmp",
                ])
            try append("second")
        }
        #expect(try scratch.contents("b/live.dat") == "first second")
        #expect(scratch.everything == [".partita-notes.tmp", "a", "a/kept.dat", "b", "b/live.dat"])
        #expect(folder.removeLeftovers() == [])
        #expect(OutputFolder(root: scratch.path + "/none").removeLeftovers() == [])
    }
}
