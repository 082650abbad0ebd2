/// What is asked for in a chat, whatever else an event says besides: a host answers it where it was asked.
public protocol ChatAsking: Sendable {
    /// The command.
    var command: ChatCommand { get }
}
