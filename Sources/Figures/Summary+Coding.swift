/// A number as it stands in JSON: a number, or one of the strings `inf`, `-inf` and `nan`, which JSON has no numbers for.
private struct JSONNumber: Codable {
    var value: Double

    init(_ value: Double) { self.value = value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            value = number
            return
        }
        switch try container.decode(String.self) {
        case "inf": value = .infinity
        case "-inf": value = -.infinity
        case "nan": value = .nan
        case let other:
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a number, \"inf\", \"-inf\" or \"nan\", found \"\(other)\"")
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if value.isFinite {
            try container.encode(value)
        } else {
            try container.encode(value.isNaN ? "nan" : value > 0 ? "inf" : "-inf")
        }
    }
}

extension KeyedEncodingContainer {
    fileprivate mutating func encode(number: Double?, forKey key: Key) throws {
        if let number {
            try encode(JSONNumber(number), forKey: key)
        } else {
            try encodeNil(forKey: key)
        }
    }
}

extension KeyedDecodingContainer {
    fileprivate func number(forKey key: Key) throws -> Double? {
        try decodeIfPresent(JSONNumber.self, forKey: key)?.value
    }
}

extension Summary.Hypothesis {
    private enum CodingKeys: String, CodingKey { case text, holds, left, right }

    /// Reads a hypothesis; `left` and `right` may be `null` or absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            text: try container.decode(String.self, forKey: .text),
            holds: try container.decode(Bool.self, forKey: .holds),
            left: try container.number(forKey: .left),
            right: try container.number(forKey: .right))
    }

    /// Writes every key; a missing number is `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(text, forKey: .text)
        try container.encode(holds, forKey: .holds)
        try container.encode(number: left, forKey: .left)
        try container.encode(number: right, forKey: .right)
    }
}

extension Summary.Instance {
    private enum CodingKeys: String, CodingKey {
        case name, role, relation, verdict, maxRatio, maxRatioStep, steps, engine, seed, hypotheses, quantities
        case trained, files
    }

    /// Reads an instance; `maxRatio` and `maxRatioStep` may be `null` or absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            role: try container.decode(String.self, forKey: .role),
            relation: try container.decode(String.self, forKey: .relation),
            verdict: try container.decode(String.self, forKey: .verdict),
            maxRatio: try container.number(forKey: .maxRatio),
            maxRatioStep: try container.decodeIfPresent(Int.self, forKey: .maxRatioStep),
            steps: try container.decode(Int.self, forKey: .steps),
            engine: try container.decode(String.self, forKey: .engine),
            seed: try container.decode(UInt64.self, forKey: .seed),
            hypotheses: try container.decode([Summary.Hypothesis].self, forKey: .hypotheses),
            quantities: try container.decode([String: JSONNumber].self, forKey: .quantities).mapValues(\.value),
            trained: try container.decode(String.self, forKey: .trained),
            files: try container.decode([String].self, forKey: .files))
    }

    /// Writes every key; a missing number is `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(role, forKey: .role)
        try container.encode(relation, forKey: .relation)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(number: maxRatio, forKey: .maxRatio)
        try container.encode(maxRatioStep, forKey: .maxRatioStep)
        try container.encode(steps, forKey: .steps)
        try container.encode(engine, forKey: .engine)
        try container.encode(seed, forKey: .seed)
        try container.encode(hypotheses, forKey: .hypotheses)
        try container.encode(quantities.mapValues(JSONNumber.init), forKey: .quantities)
        try container.encode(trained, forKey: .trained)
        try container.encode(files, forKey: .files)
    }
}

extension Summary.Claim {
    private enum CodingKeys: String, CodingKey {
        case claim, family, status, verdict, maxRatio, minRatio, instances, race, extractions
    }

    /// Reads a claim; `maxRatio` and `minRatio` may be `null` or absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            claim: try container.decode(String.self, forKey: .claim),
            family: try container.decode(String.self, forKey: .family),
            status: try container.decode(String.self, forKey: .status),
            verdict: try container.decode(String.self, forKey: .verdict),
            maxRatio: try container.number(forKey: .maxRatio),
            minRatio: try container.number(forKey: .minRatio),
            instances: try container.decode([Summary.Instance].self, forKey: .instances))
        race = try container.decodeIfPresent(Summary.Race.self, forKey: .race)
        extractions = try container.decodeIfPresent([Summary.Extraction].self, forKey: .extractions)
    }

    /// Writes every key; a missing number is `null`. Race and extractions are written only where there are any.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(claim, forKey: .claim)
        try container.encode(family, forKey: .family)
        try container.encode(status, forKey: .status)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(number: maxRatio, forKey: .maxRatio)
        try container.encode(number: minRatio, forKey: .minRatio)
        try container.encode(instances, forKey: .instances)
        try container.encodeIfPresent(race, forKey: .race)
        try container.encodeIfPresent(extractions, forKey: .extractions)
    }
}
