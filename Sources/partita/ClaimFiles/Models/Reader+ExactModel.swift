import Claims
import LinearAlgebra
import Rigour

extension Reader {
    /// A model that is made from data, as lines of a derivation: exact sums over the rows, and formulas of them. `nil` for other
    /// models, and after noting what is wrong.
    func exactModel(_ place: Place?, _ around: Surroundings) -> Derivation? {
        guard let place, let (name, settings) = place.choice else { return nil }
        switch name {
        case "least-squares": return exactLeastSquares(settings, around)
        case "quadratic": return exactCovariance(settings, around)
        default: return nil
        }
    }

    /// `H = sum x x' / n - m m'` of the columns of a file; the optimum is read as it is written.
    private func exactCovariance(_ place: Place, _ around: Surroundings) -> Derivation? {
        guard let hessian = place["hessian"], hessian.node.isMapping, hessian.has("covariance"),
            let csv = hessian["covariance"], let table = table(csv, around),
            let missing = word(hessian["missing"], as: CSVTable.Missing.self),
            let columns = covarianceColumns(hessian, table),
            let sums = sums(of: columns, missing, table, csv),
            let optimum = vector(place["optimum"], count: columns.count, around, use: "optimum")
        else { return nil }
        var result = Derivation(sums)
        result.append(
            """
            H = xx/rows - x1*T(x1)/rows^2
            xs = \(written.vector(optimum))
            fmin = 0
            rk = rank(H)
            """)
        return result
    }

    /// Least squares by the sums of products of its columns, standardized or not.
    private func exactLeastSquares(_ place: Place, _ around: Surroundings) -> Derivation? {
        guard let data = place["data"], let table = table(data, around), let name = text(place["target"]),
            let target = place["target"].flatMap({ columnIndex(name, $0, table) }),
            let standardize = flag(place["standardize"]), let dropConstant = flag(place["drop-constant"]),
            let ridge = number(place["ridge"], around.scope),
            let missing = word(place["missing"], as: CSVTable.Missing.self)
        else { return nil }
        var features = table.names.indices.filter { $0 != target }
        if dropConstant {
            let centre: ColumnMoments.Centre = standardize ? .mean : .origin
            let columns = Array(table.names.indices)
            guard let moments = moments(of: columns, about: centre, missing, table, data) else { return nil }
            features.removeAll { moments.isConstant[$0] }
        }
        guard let sums = sums(of: features + [target], missing, table, data) else { return nil }
        let d = features.count
        var result = Derivation(sums)
        result.append(
            """
            ridge = \(written.number(ridge))
            V = xx/rows\(standardize ? " - x1*T(x1)/rows^2" : "")
            C = sub(V, 1, \(d), 1, \(d))
            c = sub(V, 1, \(d), \(d + 1), \(d + 1))
            D = I(\(d))
            """)
        if standardize { result.append("for i = 1 to \(d)\nD = put(D, i, i, 1/sqrt(at(C, i, i)))\nend") }
        result.append(
            ridge > 0
                ? "H = D*C*D + ridge*I(\(d))\nb = D*c\nxs = solve(H, b)\nrk = \(d)"
                : "H = D*C*D\nb = D*c\nxs = inverse(D)*solution(C, c)\nrk = rank(C)")
        result.append("fmin = at(V, \(d + 1), \(d + 1))/2 - dot(b, xs)/2")
        return result
    }

    /// `rows`, the column sums `x1` and the sums of products `xx` of some columns, exactly.
    private func sums(
        of columns: [Int], _ missing: CSVTable.Missing, _ table: CSVTable, _ place: Place
    ) -> String? {
        let sums = ExactSums(columns: columns.count)
        let read = reading(place) { () throws(InputErrors) in
            try table.read(columns, missing: missing) { block in
                sums.add(rows: block.rows) { block[$0, $1] }
            }
        }
        return read == nil ? nil : sums.derivation
    }
}
