import PartialTraining

/// One of the keys that a part of a claim file chooses from, as a model or an operator: its form, and how it is read.
///
/// A new one is a value of this type in a file of its own, and its name in the table of its kind.
struct Alternative<Value, Context>: Sendable {
    let key: Key
    /// Reads what stands at a place that has the form; `nil` where a value in it is wrong, after noting it.
    let read: @Sendable (Reader, Place, Context) throws(TrainingError) -> Value?

    var name: String { key.name }

    init(
        _ name: String, _ help: String, _ form: Form,
        read: @escaping @Sendable (Reader, Place, Context) throws(TrainingError) -> Value?
    ) {
        key = Key(name, form, help)
        self.read = read
    }
}
