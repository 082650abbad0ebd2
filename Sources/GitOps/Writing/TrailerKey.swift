/// The trailers that the project writes and reads again.
public enum TrailerKey {
    /// The handler that decided.
    public static let handler = "Gitops-Handler"
    /// An application that the commit changes.
    public static let application = "Gitops-Application"
    /// An image that the commit sets, with its tag.
    public static let image = "Gitops-Image"
    /// The event, by its name in the ledger.
    public static let event = "Gitops-Event"
    /// Who asked for it, where a person did.
    public static let actor = "Gitops-Actor"
    /// Who approved it, where somebody else had to. Then there is a second ``event``, by which it was asked for.
    public static let approver = "Gitops-Approver"
    /// Where it was asked: system, team and channel.
    public static let chat = "Gitops-Chat"
    /// What was asked, word by word.
    public static let command = "Gitops-Command"
    /// An alert's episode that opens, resolves or closes: `<status> <application>`.
    public static let episode = "Gitops-Episode"
}
