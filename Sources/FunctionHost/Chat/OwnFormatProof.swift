import Events

/// What shows that a command is of one chat, and good for commands in that chat's own format alone: a secret of one chat
/// must not make somebody known by the ids of another.
struct OwnFormatProof: DeliveryProof {
    let system: ChatCommand.System
    let proof: any DeliveryProof

    func judge(_ delivery: Delivery) async -> Verification? {
        let verdict = await proof.judge(delivery)
        guard verdict == .accepted else { return verdict }
        // Headers are not signed: in an envelope, the same command could come again under another name.
        let isEnveloped =
            delivery.headers["ce-specversion"] != nil
            || delivery.contentType?.lowercased().hasPrefix("application/cloudevents") == true
        let event: Event<ChatCommand>
        do {
            // Whether it is too long for the host is not asked here: what was not read was not looked at.
            event = try Event<ChatCommand>.decode(delivery, byteLimit: delivery.body.count)
        } catch {
            // Whoever sends it may hear what is wrong with it.
            return .accepted
        }
        guard !isEnveloped, event.sender == system.rawValue, event.payload.system == system else {
            return .rejected("the secret of this chat is for commands in its own format")
        }
        return .accepted
    }
}
