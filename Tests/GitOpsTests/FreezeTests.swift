import RemoteGit
import Testing

@testable import GitOps

@Suite struct FreezeTests {
    @Test(
        arguments: [
            ([".gitops-freeze": ""], true), ([".gitops-freeze/because": "x"], true),
            (["apps/.gitops-freeze": ""], false),
            (["a": ""], false),
        ] as [([String: String], Bool)])
    func isAFileAtTheRoot(files: [String: String], isFrozen: Bool) throws {
        #expect(try Snapshot(try Revision(texts: files)).isFrozen() == isFrozen)
    }
}
