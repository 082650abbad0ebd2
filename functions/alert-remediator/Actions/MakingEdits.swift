import GitOps
import RemoteGit

extension ActionPlan {
    /// Makes edits in the directories of one application or of more, all or none, each on what those before it leave.
    func make(_ edits: [Action.Edit], _ name: String?) throws(Refused) -> ActionResult {
        let applications = try applications(of: edits)
        var plan = self
        var places: [ApplicationEdits] = []
        var words: [(application: String, text: String)] = []
        for (edit, application) in zip(edits, applications) {
            plan.subject = subject.on(application)
            let (place, text) = try plan.make(edit)
            plan.files.add(place.edits)
            if let index = places.firstIndex(where: { $0.application.name == application.name }) {
                places[index].edits += place.edits
                places[index].claims += place.claims
            } else {
                places.append(place)
            }
            if let text { words.append((application.name, text)) }
        }
        let text = Prose.text(words, own: subject.application.name)
        let sentence = [name, text.isEmpty ? nil : text].compactMap(\.self).joined(separator: ": ")
        guard places.contains(where: { !$0.edits.isEmpty }) else {
            return .already(places, text.isEmpty ? "\(name ?? "every value") is set already" : sentence)
        }
        return .edits(places, sentence)
    }

    /// Makes an edit of the plan's application.
    ///
    /// - Returns: the edits, and what is said of them; `nil` for the latter if all is so already.
    private func make(_ edit: Action.Edit) throws(Refused) -> (ApplicationEdits, text: String?) {
        switch edit.change {
        case .set(let setting): return try set(setting)
        case .scale(let scale):
            let scaling = try scaling(scale)
            let place = ApplicationEdits(
                application: subject.application, edits: scaling.edits, claims: scaling.claim.map { [$0] } ?? [])
            return (place, scaling.edits.isEmpty && !scaling.isLimited ? nil : scaling.sentence)
        }
    }

    /// The applications that edits are of: those of the policy and no other directory, whatever a label says.
    private func applications(of edits: [Action.Edit]) throws(Refused) -> [Application] {
        var reading = JointReading()
        var found: [ApplicationDirectory.Found] = []
        do {
            for edit in edits {
                guard let template = edit.application else {
                    found.append(.application(subject.application))
                    continue
                }
                guard let name = subject.filled(template) else {
                    found.append(.objection("the alert has no label for the application \(template.text)"))
                    continue
                }
                let result = try reading.read(self.applications.found(named: name))
                if let result { found.append(result) }
            }
            try reading.finish()
        } catch {
            throw .undecided(error)
        }
        var applications: [Application] = []
        for result in found {
            switch result {
            case .application(let application): applications.append(application)
            case .objection(let sentence): throw .reason(sentence)
            }
        }
        return applications
    }
}
