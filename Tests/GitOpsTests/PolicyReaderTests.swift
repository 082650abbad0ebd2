import Testing

@testable import GitOps

@Suite struct PolicyReaderTests {
    private func read(_ text: String) throws -> Policy { try Policy.read(PolicyReader.root(Array(text.utf8))) }

    @Test func readsAnEntry() throws {
        let policy = try read(
            """
            version: 1
            applications:
            - name: "{app}-{env}"
              path: "apps/{app}/overlays/{env}"
              matrix: {env: [dev, "prod"], area: [1.10]}
              images: ["registry.example.com/*/{app}"]
              updates: {tags: {semver: ">=1.0.0"}, downgrade: allow}
              files: ["values-{env}.yaml"]
              replicas: {min: 2, max: 10}
            - {name: plain, path: .}
            remediations: 7
            chat: {commands: [1, {x: y}], commands: twice}
            """)
        let rule = try #require(policy.applications.first)
        #expect(rule.name.text == "{app}-{env}")
        #expect(rule.matrix.map(\.placeholder) == ["area", "env"])
        #expect(rule.matrix.map(\.values) == [["1.10"], ["dev", "prod"]])
        #expect(rule.updates.first?.rule.allowsDowngrade == true)
        #expect(rule.files?.map(\.text) == ["values-{env}.yaml"])
        #expect(rule.replicas == ReplicaLimits(min: 2, max: 10))
        #expect(rule.line == 3)
        let plain = try #require(policy.applications.last)
        #expect(plain.line == 10)
        #expect(
            plain.replicas == nil && plain.images.isEmpty && plain.files == nil
                && plain.updates.map(\.rule.allowsDowngrade) == [false])
    }

    @Test(arguments: ["version: 1", "version: 1\napplications: []\n", "# a policy\n---\nversion: 1\nchat:\n"])
    func mayNameNothing(text: String) throws {
        #expect(try read(text).applications.isEmpty)
    }

    /// What stands in an entry after `- name: a` and `  path: b`, and the place of the error.
    static let entries: [(String, Int, Int, String)] = [
        ("image: [x]", 5, 3, "unknown key in an application"), ("path: c", 5, 3, "path is here a second time"),
        ("matrix: [a]", 5, 11, "a mapping of placeholders"), ("matrix: {a: b}", 5, 15, "a list of values"),
        ("matrix: {a: []}", 5, 15, "a list of values"), ("matrix: {a: [b/c]}", 5, 16, "a value without /"),
        ("matrix: {a: [[b]]}", 5, 16, "a value without /"), ("matrix: {a: [b], a: [c]}", 5, 11, "a mapping"),
        ("images: x", 5, 11, "images as a list"), ("images: [x, '{']", 5, 15, "placeholders are in braces"),
        ("images: [{a: b}]", 5, 12, "placeholders are in braces"),
        ("images: ['']", 5, 12, "placeholders are in braces"),
        ("updates: any", 5, 12, "updates as a mapping"), ("updates: []", 5, 12, "the last of updates"),
        ("updates: [{when: {env: prod}}]", 5, 21, "a placeholder of path"),
        ("matrix: {e: [a]}\n  updates: [{when: {e: a}}]", 6, 13, "the last of updates"),
        ("matrix: {e: [a]}\n  updates: [{when: e}, {}]", 6, 20, "a mapping of placeholders"),
        ("updates: {when: {e: a}}", 5, 13, "unknown key in updates"),
        ("updates: {pin: hash}", 5, 18, "tag, digest or both"), ("updates: {suspend: 1}", 5, 22, "true or false"),
        ("updates: {deny: x}", 5, 19, "deny as a list"), ("updates: {tag: any}", 5, 13, "unknown key in updates"),
        ("updates: {downgrade: maybe}", 5, 24, "never or allow"),
        ("updates: {tags: all}", 5, 19, "any, newest, {semver"),
        ("updates: {tags: {glob: x}}", 5, 20, "any, newest, {semver"),
        ("updates: {tags: {semver: x.y}}", 5, 28, "range of versions"),
        ("updates: {tags: {semver: 1, regex: x}}", 5, 19, "any, newest, {semver"),
        ("updates: {tags: {regex: '['}}", 5, 27, "regular expression"), ("files: a.yaml", 5, 10, "files as a list"),
        ("files: ['{env}.yaml']", 5, 10, "{env} is bound neither"), ("files: [a, '*.yaml']", 5, 14, "not *"),
        ("files: [../a.yaml]", 5, 11, "in the application's directory"),
        ("files: [/a.yaml]", 5, 11, "in the application's"), ("replicas: 3", 5, 13, "replicas as a mapping"),
        ("fields: x", 5, 11, "fields as a list"), ("fields: [{file: a}]", 5, 12, "expected field in a field"),
        ("fields: [{file: '{x}', field: a}]", 5, 19, "a file, with placeholders"),
        ("fields: [{file: a, field: a..b}]", 5, 29, "column 3"),
        ("fields: [{file: a, field: a, value: name}]", 5, 39, "tag, digest or reference"),
        ("targetRevision: {file: a}", 5, 19, "expected field in targetRevision"),
        ("replicas: {most: 3}", 5, 14, "unknown key in replicas"),
        ("replicas: {min: -1}", 5, 19, "a whole number, 0 or more"), ("replicas: {max: '3'}", 5, 19, "a whole number"),
        ("replicas: {min: 3, max: 2}", 5, 27, "3 or more, as min is"),
    ]

    @Test(arguments: entries) func anErrorHasItsPlace(entry: String, line: Int, column: Int, message: String) throws {
        try expectError("version: 1\napplications:\n- name: a\n  path: b\n  \(entry)\n", line, column, message)
    }

    @Test(arguments: [
        ("", 1, 1, "one YAML document"), ("version: 1\n---\nversion: 1\n", 1, 1, "one YAML document"),
        ("[]", 1, 1, "the policy as a mapping"), ("applications: []", 1, 1, "expected version"),
        ("version: 2", 1, 10, "expected version 1"), ("version: [1]", 1, 10, "expected version 1"),
        ("version: 1\napps: []", 2, 1, "unknown key in the policy"), ("version: 1\nversion: 1", 2, 1, "a second time"),
        ("version: 1\napplications: {}", 2, 15, "applications as a list"),
        ("version: 1\napplications: [x]", 2, 16, "mapping"),
        ("version: 1\napplications:\n- name: a\n", 3, 3, "expected path"), ("version: 1\nchat: [\n", 3, 1, ""),
        ("version: 1\napplications:\n- {name: 'x*', path: a}", 3, 10, "not *"),
        ("version: 1\napplications:\n- {name: a, path: 'a/*'}", 3, 19, "not *"),
        ("version: 1\napplications:\n- {name: a, path: /a}", 3, 19, "a directory from the root"),
        ("version: 1\napplications:\n- {name: a, path: a//b}", 3, 19, "a directory from the root"),
        ("version: 1\napplications:\n- {name: a, path: a/../b}", 3, 19, "a directory from the root"),
        ("version: 1\napplications:\n- {name: a, path: ./a}", 3, 19, "a directory from the root"),
        ("version: 1\napplications:\n- {name: a, path: a/}", 3, 19, "a directory from the root"),
        ("version: 1\napplications:\n- {name: '{x}', path: a}", 3, 10, "{x} is bound neither"),
        ("version: 1\napplications:\n- {name: '{x}', path: a, images: ['{x}', y]}", 3, 10, "every one of images"),
        ("version: 1\napplications:\n- {name: [a], path: a}", 3, 10, "placeholders are in braces"),
        ("\u{FEFF}version: 1\nx: 1", 2, 1, "unknown key"),
    ])
    func anErrorOfTheWholeHasItsPlace(text: String, line: Int, column: Int, message: String) throws {
        try expectError(text, line, column, message)
    }

    private func expectError(_ text: String, _ line: Int, _ column: Int, _ message: String) throws {
        let error = #expect(throws: PolicyError.self) { try read(text) }
        #expect(error?.line == line && error?.column == column, "\(String(describing: error))")
        #expect(message.isEmpty || error?.message.contains(message) == true, "\(String(describing: error))")
        let undecided = #expect(throws: Undecided.self) {
            try PolicyFile(name: "policy.yaml", content: Array(text.utf8)).read()
        }
        #expect(undecided?.message.hasPrefix("policy.yaml:\(line):\(column): ") == true)
    }
}
