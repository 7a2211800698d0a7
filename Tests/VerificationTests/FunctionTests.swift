import Testing

@testable import Verification

struct FunctionTests {
    @Test(
        "functions of matrices, entries column after column",
        arguments: [
            ("[1, 2; 3, 4]", "1 3 2 4"), ("rows(ones(2, 3))", "2"), ("cols(ones(2, 3))", "3"), ("I(2)", "1 0 0 1"),
            ("zeros(1, 2)", "0 0"), ("T([1, 2; 3, 4])", "1 2 3 4"), ("diag([1; 2])", "1 0 0 2"),
            ("diagonal([1, 2; 3, 4])", "1 4"), ("at([1, 2; 3, 4], 1, 2)", "2"), ("at([5; 6], 2)", "6"),
            ("put([1, 2; 3, 4], 2, 1, 9)", "1 9 2 4"), ("put([5; 6], 2, 9)", "5 9"), ("row([1, 2; 3, 4], 2)", "3 4"),
            ("col([1, 2; 3, 4], 2)", "2 4"), ("sub([1, 2, 3; 4, 5, 6; 7, 8, 9], 2, 3, 1, 2)", "4 7 5 8"),
            ("select([1, 2; 3, 4], [2; 1], [2])", "4 2"), ("stack([1, 2], [3, 4])", "1 3 2 4"),
            ("beside([1; 2], [3; 4])", "1 2 3 4"), ("vec([1, 2; 3, 4])", "1 3 2 4"),
            ("reshape([1; 2; 3; 4; 5; 6], 2, 3)", "1 2 3 4 5 6"), ("reshape([1; 2; 3; 4], 2, 2) * [1; 0]", "1 2"),
            ("kron([1, 2], [1; 10])", "1 10 2 20"), ("had([1, 2], [3, 4])", "3 8"), ("sum([1, 2; 3, 4])", "10"),
            ("dot([1; 2], [3; 4])", "11"), ("norm2([1, 2; 3, 4])", "30"), ("norm([3, 4])", "5"),
            ("largest([1, -5; 3, 2])", "3"), ("smallest([1, -5; 3, 2])", "-5"), ("trace([1, 2; 3, 4])", "5"),
            ("det([1, 2; 3, 4])", "-2"), ("det([0, 1; 1, 0])", "-1"), ("det([1, 2; 2, 4])", "0"),
            ("inverse([1, 1/2; 1/2, 1/3])", "4 -6 -6 12"), ("solve([2, 1; 1, 3], [3; 5])", "0.8 1.4"),
            ("solution([1, 2; 2, 4], [3; 6])", "3 0"), ("solution([0, 2, 0; 0, 0, 3], [4; 6])", "0 2 2"),
            ("rank([1, 2; 2, 4])", "1"), ("rank(zeros(2, 3))", "0"), ("rank([0, 1; 1, 0])", "2"),
            ("[1, 1; 0, 1]^5", "1 0 5 1"), ("[1, 1; 0, 1]^0", "1 0 0 1"), ("2*[1, 2]", "2 4"), ("[1, 2]*2", "2 4"),
            ("[1, 2]*[3; 4]", "11"), ("[3; 4]*[1, 2]", "3 4 6 8"), ("[2, 4]/2", "1 2"), ("[2, 4] - [1, 1]", "1 3"),
            ("-[1, 2]", "-1 -2"), ("masks(2)", "0 1 0 1 0 0 1 1"), ("subsets(3, 2)", "1 1 0 1 0 1 0 1 1"),
            ("subsets(2, 0)", "0 0"), ("row(subsets(5, 3), 4)", "1 0 1 1 0"), ("rows(subsets(10, 5))", "252"),
            ("eigenvalues(diag([3; 1; 2]))", "1 2 3"), ("opnorm([3, 0; 0, 4])", "4"), ("opnorm([1, 1])*0 + 1", "1"),
            ("expm(zeros(2, 2))", "1 0 0 1"), ("upper([2, 1; 1, 2], 0)", "0 0 0 0"),
            ("upper([2, 1; 1, 2], 2)", "1 0 0 1"),
        ])
    func values(_ expression: String, _ expected: String) throws {
        #expect(try shown(expression).joined(separator: " ") == expected)
    }

    @Test(
        "wrong shapes, places and arguments",
        arguments: [
            ("[1, 2] + [1; 2]", "+: expected equal shapes, found 1 x 2 and 2 x 1"),
            ("[1, 2] + 1", "+: expected equal shapes, found 1 x 2 and 1 x 1"),
            ("[1, 2] * [1, 2]", "*: expected as many columns on the left as rows on the right, found 1 x 2 and 1 x 2"),
            ("1 / [1, 2]", "/: expected a number as divisor, found 1 x 2"),
            ("[1, 2]^2", "^: expected a square matrix, found 1 x 2"),
            ("[1, 2; 3, 4]^-1", "^: expected an exponent of at least 0 for a matrix, found -1"),
            ("[[1, 2], 3]", "expected a number as an entry of a matrix, found 1 x 2"),
            ("at([1, 2], 1)", "at: expected row and column of an entry of 1 x 2"),
            ("at([1; 2], 3)", "at: expected a place from 1 to 2, found 3"),
            ("at([1; 2], 0)", "at: expected a place from 1 to 2, found 0"),
            ("at([1; 2], 1.5)", "at: expected a whole number as argument 2, found another one"),
            ("sub(I(3), 2, 1, 1, 1)", "sub: expected a first row or column before the last, found 2 and 1"),
            ("select(I(2), [1, 2], [1])", "select: expected a vector as argument 2, found 1 x 2"),
            ("diag([1, 2])", "diag: expected a vector, found 1 x 2"),
            ("inverse([1, 2; 2, 4])", "inverse: the matrix is singular"),
            ("inverse([1, 2])", "solve: expected a square matrix, found 1 x 2"),
            ("solution([1, 2; 2, 4], [3; 7])", "solution: solution: there is none"),
            ("I(0)", "I: expected at least 1 as argument 1, found 0"),
            ("reshape([1; 2; 3], 2, 2)", "reshape: reshape: expected a vector of 2 x 2 entries, found 3 x 1"),
            ("exp([1, 2])", "exp: expected a number as argument 1, found 1 x 2"),
            ("masks(13)", "masks: masks: expected a number from 1 to 12, found 13"),
            ("subsets(2, 3)", "subsets: subsets: expected 0 <= k <= n, found 2, 3"),
            ("put(I(2), 1, 1, [1, 2])", "put: put: expected a number as entry, found 1 x 2"),
            (
                "eigenvalues([1, 0; 0, 1], 1)",
                "eigenvalues: eigenvalues: the matrix is not positive semidefinite of rank 1"
            ),
        ])
    func shapes(_ expression: String, _ reason: String) {
        let found = stop("x = \(expression)")
        #expect(
            found?.reason.hasSuffix(reason.split(separator: ": ").last ?? "") == true, "\(found?.reason ?? "nothing")")
        guard case .wrong = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test("exact matrices are needed for ranks and solutions")
    func exactness() {
        #expect(stop("x = rank([sqrt(2)])") == .undecided("line 1: rank: rank: an entry is not known exactly"))
        #expect(stop("x = rank([sqrt(4)])") == nil)
    }

    @Test("inverse, solution and determinant of matrices that are not exact")
    func inexact() throws {
        let lines = ["s = sqrt(2)", "A = [s, 1, 0; 1, 2, s; 0, s, 5]"]
        // det = s (10 - 2) - 5
        #expect(try value("det(A) - (8*s - 5)", after: lines).contains("0", width: "1e-50"))
        let product = try value("inverse(A)*A - I(3)", after: lines)
        let solution = try value("A*solve(A, [1; s; 3]) - [1; s; 3]", after: lines)
        for entry in 0..<9 { #expect(try product.contains("0", entry: entry, width: "1e-50")) }
        for entry in 0..<3 { #expect(try solution.contains("0", entry: entry, width: "1e-50")) }
        // A determinant that is zero is enclosed too, where elimination finds no pivot.
        #expect(try value("det([s, 2; 1, s])", after: lines).contains("0", width: "1e-50"))
        #expect(
            stop("s = sqrt(2)", "x = inverse([s, 2; 1, s])")
                == .undecided("line 2: inverse: the matrix may be singular"))
    }
}
