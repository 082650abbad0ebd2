import Events
import Foundation
import ImageReference
import Testing

/// What each sender's samples come to, recognised by what they are and by the sender's name.
@Suite struct SendersTests {
    static let digest = "@" + SamplesTests.digest
    static let other = "@sha256:0d4d7a3c5d0a4e5bb1d2f84f3a9a94c2a7f1b6ce18c7d0c6c9f3a8a5a1e2b3c4"
    static let harbor = "harbor.example.com/acme/my-awesome-app"
    static let google = "us-docker.pkg.dev/acme/images/my-awesome-app"
    static let own = "registry.example.com/team/my-awesome-app"
    static let noon = "2026-01-31T12:00:00Z"

    /// File, name of the sender, images, identity (`nil` where the body names it), time (`nil` where the host's clock does).
    static let pushes: [(String, String, String, String?, String?)] = [
        ("dockerhub.json", "dockerhub", "acme/my-awesome-app:v1.2.3", nil, noon),
        (
            "ghcr.http", "ghcr", "ghcr.io/acme/my-awesome-app:v1.2.3" + digest,
            "github#72d3162e-cc78-11e3-81ab-4c9367dc0958", noon
        ),
        (
            "ghcr-registry-package.http", "ghcr", "ghcr.io/acme/my-awesome-app:v1.2.3" + digest,
            "github#72d3162e-cc78-11e3-81ab-4c9367dc0959", noon
        ),
        ("harbor.json", "harbor", "\(harbor):v1.2.3\(digest)", nil, noon),
        (
            "harbor-several.json", "harbor", "\(harbor):v1.2.3\(digest) \(harbor):v1.2.3-debug\(other)", nil, noon
        ),
        (
            "harbor-cloudevent.json", "harbor", "\(harbor):v1.2.3\(digest)",
            "/projects/2/webhook/policies/1/66f2b8a7-5c2f-4f4e-8a9a-2d64a2f5b1e6", noon
        ),
        (
            "quay.json", "quay", "quay.io/acme/my-awesome-app:v1.2.3 quay.io/acme/my-awesome-app:v1.2", nil, nil
        ),
        ("google.json", "google", "\(google):v1.2.3\(digest)", "pubsub#136969346945", "2026-01-31T12:00:00.123Z"),
        (
            "ecr.json", "ecr",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/my-awesome-app:v1.2.3" + digest,
            "aws.ecr#13cde686-328b-6117-af20-0e5566167482", noon
        ),
        (
            "acr.json", "acr", "acme.azurecr.io/team/my-awesome-app:v1.2.3" + digest,
            "acr#cb8c3971-9adc-488b-bdd8-43cbb4974ff5", "2026-01-31T12:00:00.343145347Z"
        ),
        (
            "acr-eventgrid.json", "acr", "acme.azurecr.io/team/my-awesome-app:v1.2.3" + digest,
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/acme/"
                + "831e1650-001e-001b-66ab-eeb76e069631", "2026-01-31T12:00:00.5Z"
        ),
        (
            "distribution.json", "distribution", "\(own):v1.2.3\(digest)",
            "distribution#320678d8-ca14-430f-8bb6-4ca139cd83f8", "2026-01-31T12:00:00.670592Z"
        ),
        (
            "distribution-several.json", "distribution",
            "\(own):v1.2.3\(digest) registry.example.com/team/nightly-report:v1.2.3\(other)",
            "distribution#320678d8-ca14-430f-8bb6-4ca139cd83f8,320678d8-ca14-430f-8bb6-4ca139cd83f9",
            "2026-01-31T12:00:00.670592Z"
        ),
        (
            "gitlab.http", "gitlab", "registry.gitlab.example.com/acme/shop/my-awesome-app:v1.2.3" + digest,
            "distribution#0f1d1a0e-2a3b-4d6c-8f1e-9b7c5d3e1f00", "2026-01-31T12:00:00.670592Z"
        ),
        (
            "cdevents.json", "cdevents", "\(own):v1.2.3\(digest)",
            "/ci/my-awesome-app/271069a8-fc18-44f1-b38f-9d70a1695819", noon
        ),
    ]

    @Test(arguments: pushes)
    func tellsOfImages(file: String, sender: String, images: String, identity: String?, time: String?) throws {
        var delivery = try Samples.delivery("image/" + file)
        for name in [delivery.sender, sender] {
            delivery.sender = name
            #expect(outcome(delivery) == images)
            let event = try Event<ImageEvent>.decode(delivery)
            #expect(event.payload.images.allSatisfy { !$0.isOurOwn })
            #expect(event.sender == (sender == "cdevents" ? nil : sender))
            #expect(event.identity.kind == (identity == nil ? .naming : .identifying))
            if let identity { #expect(event.identity.text == identity) }
            let expected = try time.map { try date($0) } ?? Samples.receivedAt
            #expect(abs(event.time.timeIntervalSince(expected)) < 0.000_01)
        }
    }

    @Test(arguments: [
        ("ghcr-untagged.json", "ghcr", "GitHub tells of an image without a tag"),
        ("ghcr-ping.http", "ghcr", "GitHub tells of 'ping', which sets no tag"),
        ("harbor-delete.json", "harbor", "Harbor tells of 'DELETE_ARTIFACT', which sets no tag"),
        ("quay-build.json", "quay", "Quay tells of something else than updated tags"),
        ("google-untagged.json", "google", "Google's registry tells of an image without a tag"),
        ("google-delete.json", "google", "Google's registry tells of 'DELETE', which sets no tag"),
        ("ecr-delete.json", "ecr", "ECR tells of 'DELETE', which sets no tag"),
        ("ecr-scan.json", "ecr", "ECR tells of 'ECR Image Scan', which sets no tag"),
        ("acr-delete.json", "acr", "Azure's registry tells of 'delete', which sets no tag"),
        ("acr-ping.json", "acr", "Azure's registry tells of 'ping', which sets no tag"),
        ("distribution-layer.json", "distribution", "the registry tells of an image without a tag"),
        ("distribution-pull.json", "distribution", "the registry tells of 'pull', which sets no tag"),
        ("distribution-pull.json", "gitlab", "GitLab's registry tells of 'pull', which sets no tag"),
        (
            "cdevents-packaged.json", "cdevents",
            "CDEvents tells of 'dev.cdevents.artifact.packaged.0.2.0', which sets no tag"
        ),
    ])
    func tellsOfSomethingElse(file: String, sender: String, sentence: String) throws {
        var delivery = try Samples.delivery("image/" + file)
        if sender != "gitlab" { #expect(outcome(delivery) == sentence) }
        delivery.sender = sender
        #expect(outcome(delivery) == sentence)
        let event = try Event<ImageEvent>.decode(delivery)
        #expect(event.payload.images.isEmpty)
        #expect(event.sender == (sender == "cdevents" ? nil : sender))
    }

    /// Every sample of a sender is in one of the tables.
    @Test func allSamplesAreTested() throws {
        let source = try String(contentsOfFile: #filePath, encoding: .utf8)
        let known = ["ours", "cloudevent-", "invalid-"]
        for file in try FileManager.default.contentsOfDirectory(atPath: Samples.folder.appending(path: "image").path())
        {
            #expect(known.contains { file.hasPrefix($0) } || source.contains("\"\(file)\""), "\(file) is not tested")
        }
    }

    @Test(arguments: [
        ("dockerhub", "push_data: expected what was pushed, but it is missing"),
        ("ghcr", "package: expected a package, but it is missing"),
        ("harbor", "type: expected the type of the event, but it is missing"),
        ("quay", "docker_url: expected a repository as quay.io/acme/app, but it is missing"),
        ("google", "message: expected a message of Pub/Sub, but it is missing"),
        ("ecr", "detail-type: expected ECR Image Action, but it is missing"),
        ("acr", "action: expected what happened to the image, but it is missing"),
        ("distribution", "events: expected a list of events, but it is missing"),
        ("gitlab", "events: expected a list of events, but it is missing"),
        ("cdevents", "context: expected the context of the event, but it is missing"),
        ("ours", "image: expected an image as registry.example.com/shop, but it is missing"),
    ])
    func aNamedSenderHasOneFormat(sender: String, sentence: String) {
        var delivery = Delivery("{}")
        delivery.sender = sender
        #expect(outcome(delivery) == sentence)
    }

    @Test func namesAreAsPromised() throws {
        #expect(Set(ImageEvent.senders).count == ImageEvent.senders.count)
        let names = ImageEvent.senders.joined(separator: ", ")
        for name in ["", "Harbor", "nobody", "ghcr.io"] {
            var delivery = Delivery(#"{"image":"app","tag":"v1"}"#)
            delivery.sender = name
            #expect(outcome(delivery) == "sender: expected one of \(names), but it is another")
        }
    }

    static let hostile = #"{"push_data":{"tag":"v1"},"repository":{"repo_name":"%"}}"#

    @Test(arguments: [
        (hostile.replacing("%", with: "registry.example.com/app"), "repository.repo_name: expected a repository as"),
        (hostile.replacing("%", with: "acme/../app"), "repository.repo_name: expected a repository as"),
        (hostile.replacing("%", with: "acme/app").replacing("v1", with: #"v1\n"#), "push_data.tag: expected a tag"),
        (#"{"docker_url":"quay.io/acme/app","updated_tags":["v1",7]}"#, "updated_tags[1]: expected a tag, but it is a"),
        (
            #"{"docker_url":"quay.io/acme/app","updated_tags":["v1","v\"2"]}"#,
            "updated_tags[1]: expected a tag, but the"
        ),
        (#"{"docker_url":"quay.io/acme/app","updated_tags":"v1"}"#, "updated_tags: expected an array, but it is a str"),
        (#"{"type":"PUSH_ARTIFACT","event_data":{}}"#, "event_data.resources: expected what was pushed, but it is mi"),
        (
            #"{"type":"PUSH_ARTIFACT","event_data":{"resources":[{"tag":"v1","resource_url":"h.io/A/b:v1"}]}}"#,
            "event_data.resources[0].resource_url: expected an image as"
        ),
        (
            #"{"source":"aws.ecr","detail-type":"ECR Image Action","account":"1/x","region":"r","#
                + #""detail":{"action-type":"PUSH","image-tag":"v1","repository-name":"a"}}"#,
            "account: expected the number of an account, but it is none"
        ),
        (
            #"{"source":"aws.ecr","detail-type":"ECR Image Action","account":"1","region":"evil.example.com/","#
                + #""detail":{"action-type":"PUSH","image-tag":"v1","repository-name":"a"}}"#,
            "region: expected a region as eu-west-1, but it is none"
        ),
        (
            #"{"events":[{"action":"push","target":{"tag":"v1","repository":"a/b"}}]}"#,
            "events[0].target.url: expected an address as"
        ),
    ])
    func saysWhereItIsWrong(json: String, beginning: String) {
        #expect(outcome(Delivery(json)).hasPrefix(beginning))
    }

    @Test func theHostOfARegistry() {
        let push = #""action":"push","target":{"tag":"v1","repository":"a/b","url":"https://h.io:5000/v2/a/b/"}"#
        #expect(outcome(Delivery("{\"events\":[{\(push)}]}")) == "h.io:5000/a/b:v1")
        #expect(outcome(Delivery("{\"events\":[{\(push),\"request\":{\"host\":\"r.io\"}}]}")) == "r.io/a/b:v1")
        let china =
            #"{"source":"aws.ecr","detail-type":"ECR Image Action","account":"1","region":"cn-north-1","#
            + #""detail":{"action-type":"PUSH","image-tag":"v1","repository-name":"a"}}"#
        #expect(outcome(Delivery(china)) == "1.dkr.ecr.cn-north-1.amazonaws.com.cn/a:v1")
    }

    @Test func eachTagCountsOnce() throws {
        let digests = ["0a", "0b"].map { "sha256:" + String(repeating: $0, count: 32) }
        let resources = digests.map { #"{"tag":"v1","digest":"\#($0)","resource_url":"h.io/a/b:v1"}"# }
        let harbor = "{\"type\":\"PUSH_ARTIFACT\",\"event_data\":{\"resources\":[\(resources.joined(separator: ","))]}}"
        #expect(outcome(Delivery(harbor)) == "h.io/a/b:v1@" + digests[1])
        func quay(_ count: Int) -> String {
            let tags = (0..<count).map { "\"v\($0)\"" }.joined(separator: ",")
            return #"{"docker_url":"quay.io/acme/app","updated_tags":[\#(tags)]}"#
        }
        #expect(try Event<ImageEvent>.decode(Delivery(quay(100))).payload.images.count == 100)
        #expect(outcome(Delivery(quay(101))) == "Quay tells of more at once: expected at most 100 images")
        #expect(outcome(Delivery(quay(0))) == "Quay tells of something else than updated tags")
    }

    @Test(arguments: [
        (
            #"pkg:oci/app@sha256%3A\#(String(repeating: "0a", count: 32))?repository_url=h.io/team&tag=v1"#,
            "h.io/team/app:v1"
        ),
        ("pkg:oci/app?tag=v1&repository_url=https://h.io/team/app", "h.io/team/app:v1"),
        ("pkg:oci/app?tag=v1&repository_url=h.io%2Fteam%2Fapp", "h.io/team/app:v1"),
        ("pkg:oci/app@v2?repository_url=h.io/app", "h.io/app:v2"),
        ("pkg:docker/team/app@v1?repository_url=h.io", "h.io/team/app:v1"),
        ("pkg:docker/team/app@v1", "team/app:v1"),
        ("pkg:docker/app@v1", "app:v1"),
    ])
    func packageURLs(text: String, image: String) {
        #expect(outcome(Self.published(text)).hasPrefix(image))
    }

    @Test(arguments: [
        ("pkg:golang/example.com/app@v1", "CDEvents tells of an artifact that is no container image"),
        ("pkg:oci/app?repository_url=h.io/app", "CDEvents tells of an image without a tag"),
        ("pkg:oci/app@v1", "it has no repository_url"),
        ("pkg:oci/app@v1?repository_url=h.io/%22x/app", "has a path component"),
        ("pkg:oci/app@v%0A?repository_url=h.io/app", "the tag has a character"),
        ("pkg:oci", "it is none"), ("app:v1", "it is none"), ("", "it is none"), ("pkg:oci/%FF@v1", "it is none"),
    ])
    func otherPackageURLs(text: String, words: String) {
        #expect(outcome(Self.published(text)).contains(words))
    }

    private static func published(_ package: String) -> Delivery {
        Delivery(
            #"{"context":{"type":"dev.cdevents.artifact.published.0.2.0"},"subject":{"id":"\#(package)"}}"#)
    }

    private func date(_ text: String) throws -> Date {
        let event =
            #"{"specversion":"1.0","id":"1","source":"s","type":"t","time":"\#(text)","#
            + #""data":{"image":"app","tag":"v1"}}"#
        return try Event<ImageEvent>.decode(Delivery(event)).time
    }
}
