import CMPFI
import Testing

@testable import Verification

struct SpectrumTests {
    @Test("eigenvalues of Hilbert's matrices, from their characteristic polynomials with 70 digits")
    func hilbert() throws {
        let three = try value("eigenvalues([1, 1/2, 1/3; 1/2, 1/3, 1/4; 1/3, 1/4, 1/5])")
        for (k, digits) in [
            "0.002687340355773529231043021276182016424542133863098692155937968190278",
            "0.122327065853905846564801142623268426358437144554572514285226946682876376",
            "1.408318927123653957537489169433882890550354054915662126892168418460",
        ].enumerated() {
            #expect(try three.contains(digits, entry: k, width: "1e-55"))
        }
        let lines = [
            "H = zeros(4, 4)", "for i = 1 to 4", "for j = 1 to 4", "H = put(H, i, j, 1/(i + j - 1))", "end", "end",
        ]
        let four = try value("eigenvalues(H)", after: lines)
        for (k, digits) in [
            "0.0000967023040225868855538606462325153025388314373579616112958645117",
            "0.00673827360576074795008390408184772000418122148360340561566851669404",
            "0.1691412202214500324253675226831661964205695694601849768999854125323",
            "1.500214280059242823215185188779229758748900853809329846349240682452",
        ].enumerated() {
            #expect(try four.contains(digits, entry: k, width: "1e-55"))
        }
    }

    @Test("eigenvalues that are equal, or zero: as often as they are")
    func multiple() throws {
        // Twice 1 and once 4; with a factor that is not rational, narrow and with the right count.
        let double = try value("eigenvalues(sqrt(2)*[2, 1, 1; 1, 2, 1; 1, 1, 2]/sqrt(2))")
        for (k, digits) in ["1", "1", "4"].enumerated() {
            #expect(try double.contains(digits, entry: k, width: "1e-52"))
        }
        // The ranks of exact semidefinite matrices are known, and so are their zeros.
        let singular = try value("eigenvalues([1, 1, 1; 1, 1, 1; 1, 1, 1])")
        #expect(singular.exact(0) != nil && singular.exact(1) != nil && singular.exact(2) == nil)
        #expect(singular.isZero(0) && singular.isZero(1))
        #expect(try singular.contains("3", entry: 2, width: "1e-55"))
        // An indefinite one promises nothing.
        let indefinite = try value("eigenvalues([0, 1, 0; 1, 0, 0; 0, 0, 0])")
        for (k, digits) in ["-1", "0", "1"].enumerated() {
            #expect(try indefinite.contains(digits, entry: k, width: "1e-55"))
        }
        // What is known from elsewhere.
        let told = try value("eigenvalues([sqrt(2); 1]*[sqrt(2), 1], 1)")
        #expect(told.isZero(0))
        #expect(try told.contains("3", entry: 1, width: "1e-52"))
    }

    @Test("blocks have their eigenvalues by themselves: what is exact stays so, and bounds the others")
    func blocks() throws {
        let lines = ["s = sqrt(2)^2/2", "A = [s, 0, 0, 0; 0, 1, 0, 0; 0, 0, 2, s; 0, 0, s, 2]"]
        let values = try value("eigenvalues(A)", after: lines)
        for (k, digits) in ["1", "1", "1", "3"].enumerated() {
            #expect(try values.contains(digits, entry: k, width: "1e-52"))
        }
        // Of s and 1 the larger one is at least 1, whatever s is.
        #expect(stop("s = sqrt(2)^2/2", "A = diag([s; 1])", "if largest(eigenvalues(A)) >= 1", "end") == nil)
        #expect(stop("s = sqrt(2)^2/2", "A = diag([s; 1])", "if opnorm(A) >= 1", "end") == nil)
        #expect(try value("at(eigenvalues([5, 0, 0; 0, 2, 1; 0, 1, 2]), 3)").isExact)
        // In any order of rows.
        let mixed = try value("eigenvalues([2, 0, 1; 0, 5, 0; 1, 0, 2])")
        for (k, digits) in ["1", "3", "5"].enumerated() {
            #expect(try mixed.contains(digits, entry: k, width: "1e-55"))
        }
    }

    @Test("a matrix that is not symmetric counts with its symmetric part")
    func symmetricPart() throws {
        let value = try value("eigenvalues([2, 2; 0, 2])")
        #expect(try value.contains("1", entry: 0, width: "1e-55") && value.contains("3", entry: 1, width: "1e-55"))
    }

    @Test("the sums of eigenvalues and of their squares are the trace and the sum of squares")
    func sums() throws {
        var lines = ["A = zeros(12, 12)", "for i = 1 to 12", "for j = 1 to 12"]
        lines += ["A = put(A, i, j, cos(i*j) + cos(i + j)/3)", "end", "end", "e = eigenvalues(A)"]
        #expect(try value("sum(e) - trace(A)", after: lines).contains("0", width: "1e-50"))
        #expect(try value("norm2(e) - norm2((A + T(A))/2)", after: lines).contains("0", width: "1e-50"))
        #expect(try value("opnorm(A)^2 - largest(eigenvalues(T(A)*A))", after: lines).contains("0", width: "1e-50"))
    }

    @Test("projections on upper eigenvectors")
    func projections() throws {
        let half = try value("upper([2, 1; 1, 2], 1)")
        for entry in 0..<4 { #expect(try half.contains("0.5", entry: entry, width: "1e-50")) }
        let lines = ["s = sqrt(2)", "A = [4, s, 0; s, 3, 1; 0, 1, -2]", "P = upper(A, 2)", "e = eigenvalues(A)"]
        for expression in ["P*P - P", "A*P - P*A"] {
            let zero = try value(expression, after: lines)
            for entry in 0..<9 { #expect(try zero.contains("0", entry: entry, width: "1e-50")) }
        }
        #expect(try value("trace(P*A) - at(e, 2) - at(e, 3)", after: lines).contains("0", width: "1e-50"))
        let same = Stop.undecided("line 1: upper: upper: eigenvalues 1 and 2 are not apart")
        #expect(stop("P = upper(I(2), 1)") == same)
    }

    @Test("the matrix exponential of a rotation, of a nilpotent matrix and of a multiple")
    func exponential() throws {
        let rotation = try value("expm([0, 1; -1, 0]) - [cos(1), sin(1); -sin(1), cos(1)]")
        let nilpotent = try value("expm([0, 1, 2; 0, 0, 3; 0, 0, 0]) - [1, 1, 3.5; 0, 1, 3; 0, 0, 1]")
        let large = try value("expm([0, 30; -30, 0]) - [cos(30), sin(30); -sin(30), cos(30)]")
        let symmetric = try value("trace(expm([2, 1; 1, 2])) - exp(1) - exp(3)")
        for (matrix, count) in [(rotation, 4), (nilpotent, 9), (large, 4), (symmetric, 1)] {
            for entry in 0..<count { #expect(try matrix.contains("0", entry: entry, width: "1e-50")) }
        }
    }

    @Test(
        "matrices that are known to few digits only: what comes out encloses the truth, and is about as wide",
        arguments: [
            "upper(A, 1)", "upper(A, 2)", "eigenvalues(A)", "expm(A)", "opnorm(A)", "inverse(A)", "det(A)",
            "solve(A, A*A)",
        ])
    func wide(_ expression: String) throws {
        // Of 128 bits, 100 are lost before the point: the entries are known to 1e-8 or so.
        let lines = [
            "x = (1e30 + sqrt(2)) - 1e30", "y = (1e30 + sqrt(3)) - 1e30", "A = [x, y, 0.1; y, 3*y, x; 0.1, x, 0.5 - y]",
        ]
        let wide = try value(expression, after: lines, bits: 128)
        let truth = try value(expression, after: lines, bits: 512)
        for entry in 0..<wide.count {
            let (outer, inner) = (wide.intervals + entry, truth.intervals + entry)
            #expect(mpfi_is_inside(inner, outer) > 0)
            let diameter = wide.arithmetic.cell()
            mpfi_diam_abs(partita_lower(diameter.pointer), outer)
            let width = mpfr_get_d(partita_lower(diameter.pointer), MPFR_RNDU)
            // Conditions are below 1e3 here: of 1e-8 no more than 1e-4 becomes.
            #expect(width > 1e-12 && width < 1e-4, "\(width)")
        }
    }

    @Test("a larger matrix in reasonable time: 32 x 32, and its exact rank")
    func larger() throws {
        var lines = ["A = zeros(32, 30)", "for i = 1 to 32", "for j = 1 to 30"]
        lines += ["A = put(A, i, j, floor(10*sin(i*j)))", "end", "end", "e = eigenvalues(A*T(A))"]
        let value = try value("[at(e, 1); at(e, 2); sum(e) - norm2(A)]", after: lines, bits: 128)
        for entry in 0..<3 { #expect(try value.contains("0", entry: entry, width: "1e-30")) }
    }
}
