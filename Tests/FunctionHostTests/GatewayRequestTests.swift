import Events
import Testing

@testable import FunctionHost

@Suite struct GatewayRequestTests {
    /// A load balancer leaves a query as it is in the address; the others have read it.
    @Test(arguments: [
        (#"{"httpMethod":"POST","requestContext":{"elb":{}},"queryStringParameters":{"token":"a%2Bb+c"}}"#, "a+b c"),
        (
            #"{"httpMethod":"POST","requestContext":{"elb":{"targetGroupArn":"x"}},"#
                + #""multiValueQueryStringParameters":{"token":["first","a%2Bb%26c"]}}"#, "a+b&c"
        ),
        (
            #"{"httpMethod":"POST","requestContext":{"stage":"prod"},"queryStringParameters":{"token":"a+b%20c"}}"#,
            "a+b%20c"
        ),
        (
            #"{"version":"2.0","requestContext":{"http":{"method":"POST"}},"rawQueryString":"token=a%2Bb","#
                + #""queryStringParameters":{"token":"other"}}"#, "a+b"
        ),
    ])
    func readsQueriesAsTheirSenderWritesThem(payload: String, token: String) throws {
        let request = try #require(GatewayRequest(Array(payload.utf8)))
        #expect(request.query["token"] == token)
    }
}
