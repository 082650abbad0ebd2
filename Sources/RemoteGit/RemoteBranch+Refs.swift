extension RemoteBranch {
    /// Says which refs are read along with the branch from now on. Others are when they are wanted, and what is known of
    /// them holds until the branch is read again.
    public func watch(_ refs: Set<RefName>) { watched = refs }

    /// The other refs whose tips a revision does not have.
    func unread(_ found: LsRefs.Answer, _ last: Revision?) -> [(name: RefName, tip: ObjectID)] {
        found.others.sorted { $0.key < $1.key }.filter { last?.refs[$0.key]?.tip?.id != $0.value }
            .map { (name: $0.key, tip: $0.value) }
    }

    /// The watched refs as they were found.
    func refs(
        _ found: LsRefs.Answer,
        _ last: Revision?,
        _ fetched: Conversation.Fetched?
    ) -> [RefName: OtherRef] {
        var refs: [RefName: OtherRef] = [:]
        for name in watched {
            if let known = last?.refs[name], known.tip?.id == found.others[name] {
                refs[name] = known
            } else {
                let tip = found.others[name]
                refs[name] = tip.flatMap { fetched?.history(from: $0) }.map { OtherRef($0) } ?? OtherRef()
            }
        }
        return refs
    }

    /// The revision with other refs that it does not know of. Where the branch is by now does not matter: a push sees
    /// to it that nothing of all that has moved.
    func adding(_ names: Set<RefName>, to revision: Revision) async throws(RemoteGitError) -> Revision {
        watched.formUnion(names)
        let found = try await readTips()
        let tips = unread(found, revision).filter { names.contains($0.name) }.map(\.tip)
        var fetched: Conversation.Fetched?
        if !tips.isEmpty { fetched = try await conversation.commits(from: tips, .depth(Self.ledgerLength)) }
        var revision = try revision.adding(fetched?.objects ?? [])
        revision.refs.merge(refs(found, revision, fetched).filter { names.contains($0.key) }) { $1 }
        return revision
    }
}
