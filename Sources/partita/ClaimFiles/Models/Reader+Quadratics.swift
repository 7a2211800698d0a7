import LinearAlgebra
import PartialTraining

extension ModelSyntax {
    static let quadratic = ModelSyntax(
        "quadratic", "f(x) = 1/2 (x - x*)' H (x - x*).",
        .mapping(required: [
            Key("hessian", .named(.matrix), "The Hessian H: symmetric, positive semidefinite."),
            Key("optimum", .named(.vector), "The optimum x*."),
        ])
    ) { reader, place, around throws(TrainingError) in
        guard let hessian = reader.matrix(place["hessian"], around), let place = place["hessian"].map({ ($0, place) })
        else { return nil }
        guard hessian.isSquare else {
            reader.fail(place.0, "expected a square matrix, found \(hessian.rows) x \(hessian.columns)")
            return nil
        }
        let optimum = reader.vector(
            place.1["optimum"], count: hessian.rows, around, use: "optimum",
            beside: "`hessian` is \(hessian.rows) x \(hessian.columns)")
        guard let optimum else { return nil }
        return try Quadratic(hessian: hessian, optimum: optimum)
    }

    static let leastSquares = ModelSyntax(
        "least-squares", "f(w) = 1/(2n) |X w - y|^2 + ridge/2 |w|^2, on the columns of a CSV file.",
        .mapping(
            required: [
                Key("data", .text, "The CSV file, relative to this file."),
                Key("target", .text, "The column y; all others are X."),
            ],
            optional: [
                Key("standardize", .flag, "Columns to mean 0 and variance 1, the target to mean 0.", default: "false"),
                Key("ridge", .expression(.notNegative), "The weight of |w|^2.", default: "0"),
                Key("drop-constant", .flag, "Leaves out columns that do not vary.", default: "false"),
                Grammar.missing(),
            ])
    ) { reader, place, around throws(TrainingError) in
        try reader.leastSquares(place, around)
    }
}

extension Reader {
    /// Least squares on the columns of a CSV file, in two passes over it.
    fileprivate func leastSquares(_ place: Place, _ around: Surroundings) throws(TrainingError) -> (any Model)? {
        let standardize = flag(place["standardize"])
        let dropConstant = flag(place["drop-constant"])
        let ridge = number(place["ridge"], around.scope)
        let missing = word(place["missing"], as: CSVTable.Missing.self)
        guard let data = place["data"], let table = table(data, around), let name = text(place["target"]),
            let target = place["target"].flatMap({ columnIndex(name, $0, table) }), let standardize, let dropConstant,
            let ridge, let missing
        else { return nil }
        let columns = Array(table.names.indices)
        let centre: ColumnMoments.Centre = standardize ? .mean : .origin
        guard let moments = moments(of: columns, about: centre, missing, table, data) else { return nil }
        var features = columns.filter { $0 != target }
        let constant = features.filter { moments.isConstant[$0] }
        if dropConstant {
            features.removeAll { moments.isConstant[$0] }
        } else if standardize, !constant.isEmpty {
            let list = constant.map { "`\(table.names[$0])`" }.joined(separator: ", ")
            fail(
                data, "expected columns that vary, found constant ones: \(list); `drop-constant: true` leaves them out")
            return nil
        }
        guard !features.isEmpty else {
            fail(data, "expected a column beside the target, found none")
            return nil
        }
        var fit = try StreamedLeastSquares(
            moments: moments, target: target, features: features, standardize: standardize, ridge: ridge)
        let residual = reading(data) { () throws(InputErrors) in
            try table.read(columns, missing: missing) { fit.addResidual(of: $0) }
        }
        guard residual != nil else { return nil }
        return try fit.model(
            summary: "least squares n=\(moments.count) d=\(features.count) target=\(name)"
                + (standardize ? " standardized" : "") + (ridge > 0 ? " ridge=\(ridge)" : ""))
    }
}
