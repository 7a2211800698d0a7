import Foundation
import Testing

@testable import Verification

struct FormTests {
    @Test(
        "SHA-256, against the examples of FIPS 180",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1000),
                "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
            ),
        ])
    func sha256(_ text: String, _ expected: String) {
        #expect(Digest.hexadecimal(Digest.sha256(Array(text.utf8))) == expected)
    }

    @Test("the text that is hashed: sorted, without blanks, with few escapes")
    func canonical() throws {
        let text = #"{ "b" : [1, true, null, "\u00fc\/\"\\\n\u0001\u007f"], "digest": "x", "a": {"d": 1.5, "c": {}} }"#
        var written = ""
        Digest.write(try JSON(Array(text.utf8)), to: &written)
        #expect(written == #"{"a":{"c":{},"d":1.5},"b":[1,true,null,"ü/\"\\\n\u0001"# + "\u{7F}" + #""],"digest":"x"}"#)
        let without = try JSON(Array(text.replacing("\"x\"", with: "\"y\"").utf8))
        #expect(Digest.of(try JSON(Array(text.utf8))) == Digest.of(without))
    }

    @Test(
        "numbers of a certificate, and what agrees with them",
        arguments: [
            ("1", "1", true), ("1", "1 + 1e-19", true), ("1", "1 - 1e-19", true), ("1", "1 + 1.1e-19", false),
            ("1", "1 - 2e-19", false),
            ("0.5", "0.5 + 9e-21", true), ("0.5", "0.5 + 2e-20", false), ("-1.5e3", "-1500", true),
            ("-1.5e3", "1500", false),
            ("1.4142135623730950488", "sqrt(2)", true), ("1.4142135623730950489", "sqrt(2)", true),
            ("1.4142135623730950486", "sqrt(2)", false), ("1.4142135623730950490", "sqrt(2)", false),
            ("1.414213562373095048", "sqrt(2)", false),
            ("0", "0", true), ("0", "1e-1001", true), ("0", "sqrt(2)^2 - 2 + 1e-999", nil), ("0", "1e-999", false),
            ("0", "sqrt(2)*1e-1001", true), ("1e-1001", "1e-1001", true), ("1e20", "10^20", true),
            ("1e+20", "10^20 + 10", true), ("1e+20", "10^20 + 11", false),
            ("0", "sqrt(2)^2 - 2", nil), ("1e-70", "sqrt(2)^2 - 2 + 1e-70", nil), ("2", "sqrt(2)^2", true),
        ] as [(String, String, Bool?)])
    func decimals(_ text: String, _ expression: String, _ expected: Bool?) throws {
        let decimal = try #require(Decimal20(text))
        #expect(try decimal.agrees(with: try value(expression)) == expected)
    }

    @Test(
        "texts that are no numbers of a certificate",
        arguments: [
            "", "-", "+1", "01", "1.", ".5", "-0", "0.0", "0e5", "1e", "1e1000000", "1E5", "0x1", "nan", "inf", "1 ",
            " 1", "1,5",
            "123456789012345678901", "1.23456789012345678901", "1e-999999999999", "１",
        ])
    func noDecimals(_ text: String) {
        #expect(Decimal20(text) == nil)
    }

    @Test("21 digits with zeros in front are 20 significant ones")
    func leadingZeros() throws {
        #expect(try Decimal20("0.012345678901234567890")?.agrees(with: try value("0.01234567890123456789")) == true)
    }

    @Test(
        "what is missing, too much, of another type or there twice: the place and what was expected",
        arguments: [
            ("seed", "1", "a string"), ("seed", "\"01\"", "a whole number in quotes"), ("claim", "null", "a string"),
            ("cases", "{}", "an array"),
            ("parts", #"[{"name": "a"}]"#, "a value"), ("hypotheses", #"["a"]"#, "an object"),
            (
                "hypotheses", #"[{"name": "a", "condition": "1 = 1"}, {"name": "a", "condition": "1 = 1"}]"#,
                "a name that is new"
            ),
            ("parts", #"[{"name": "a", "relation": "<", "bound": "1", "needs": null}]"#, #""<=", ">=" or "=""#),
            (
                "parts", #"[{"name": "a", "relation": "=", "bound": "1", "needs": ["x"]}]"#,
                "another hypothesis of the claim"
            ),
            (
                "parts", #"[{"name": "a", "relation": "=", "bound": "1 +", "needs": []}]"#,
                "a number, a name, '(' or '['"
            ),
            ("hypotheses", #"[{"name": "a", "condition": "1"}]"#, "a relation"),
        ])
    func fields(_ key: String, _ text: String, _ expected: String) throws {
        let json = try Sample.descent.json.replacing([.key(key)], with: try JSON(Array(text.utf8)))
        let findings = try Verifier(data: json.signed).run().findings
        #expect(findings.count == 1)
        #expect(findings.first?.place.hasPrefix(key) == true)
        #expect(findings.first?.found.hasPrefix("expected \(expected)") == true, "\(findings)")
    }
}
