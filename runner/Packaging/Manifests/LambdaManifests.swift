/// AWS Lambda: a CloudFormation template with a function for each handler.
enum LambdaManifests {
    static func template(_ deployment: FunctionDeployment) -> ManifestValue {
        [
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": "Functions that answer events with commits to a GitOps repository",
            "Parameters": .map(
                [
                    .init(
                        key: "Repository",
                        value: [
                            "Type": "String", "Default": .text(deployment.repository),
                            "Description": "The address of the GitOps repository",
                        ]),
                    .init(
                        key: "TokenSecret",
                        value: [
                            "Type": "String", "Default": .text(FunctionDeployment.secret),
                            "Description": "The name of the secret whose key token has the repository's token",
                        ]),
                ] + deployment.handlers.map { imageParameter($0, deployment) }),
            "Resources": .map([role, deadLetters] + deployment.handlers.flatMap { resources(of: $0) }),
            "Outputs": .map(deployment.handlers.map(address)),
        ]
    }

    private static func imageParameter(
        _ function: PackagedProgram, _ deployment: FunctionDeployment
    ) -> ManifestValue.Field {
        .init(
            key: "\(name(function))Image",
            value: [
                "Type": "String", "Default": deployment.image(of: function),
                "Description": "The image of \(function.name) in ECR",
            ])
    }

    private static var role: ManifestValue.Field {
        .init(
            key: "Role",
            value: [
                "Type": "AWS::IAM::Role",
                "Properties": [
                    "AssumeRolePolicyDocument": [
                        "Version": "2012-10-17",
                        "Statement": [
                            [
                                "Effect": "Allow", "Principal": ["Service": "lambda.amazonaws.com"],
                                "Action": "sts:AssumeRole",
                            ]
                        ],
                    ],
                    "ManagedPolicyArns": [
                        ["Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
                    ],
                    "Policies": [
                        [
                            "PolicyName": "DeadLetters",
                            "PolicyDocument": [
                                "Version": "2012-10-17",
                                "Statement": [
                                    [
                                        "Effect": "Allow", "Action": "sqs:SendMessage",
                                        "Resource": ["Fn::GetAtt": ["DeadLetters", "Arn"]],
                                    ]
                                ],
                            ],
                        ]
                    ],
                ],
            ])
    }

    /// Events that could not be handled, until somebody looks at them: 14 days, the longest that there is.
    private static var deadLetters: ManifestValue.Field {
        .init(
            key: "DeadLetters",
            value: [
                "Type": "AWS::SQS::Queue",
                "Properties": ["MessageRetentionPeriod": 1_209_600, "SqsManagedSseEnabled": true],
            ])
    }

    private static func resources(of function: PackagedProgram) -> [ManifestValue.Field] {
        let name = name(function)
        return [
            .init(key: name, value: self.function(function)),
            .init(
                key: "\(name)Url",
                value: [
                    "Type": "AWS::Lambda::Url",
                    "Properties": ["TargetFunctionArn": ["Ref": .text(name)], "AuthType": "AWS_IAM"],
                ]),
        ] + (function.kind == .image ? imagePushes(to: name) : [])
    }

    private static func function(_ function: PackagedProgram) -> ManifestValue {
        [
            "Type": "AWS::Lambda::Function",
            "Properties": [
                "Description": .text(function.summary),
                "PackageType": "Image",
                "Code": ["ImageUri": ["Ref": "\(name(function))Image"]],
                "Architectures": [HostMachine.architecture == "arm64" ? "arm64" : "x86_64"],
                "Role": ["Fn::GetAtt": ["Role", "Arn"]],
                "MemorySize": 256,
                "Timeout": 60,
                "DeadLetterConfig": ["TargetArn": ["Fn::GetAtt": ["DeadLetters", "Arn"]]],
                "Environment": [
                    "Variables": [
                        "GITOPS_REPOSITORY": ["Ref": "Repository"],
                        "GITOPS_TOKEN": ["Fn::Sub": "{{resolve:secretsmanager:${TokenSecret}:SecretString:token}}"],
                    ]
                ],
            ],
        ]
    }

    /// EventBridge tells of every image that is pushed to ECR.
    private static func imagePushes(to name: String) -> [ManifestValue.Field] {
        [
            .init(
                key: "\(name)Pushes",
                value: [
                    "Type": "AWS::Events::Rule",
                    "Properties": [
                        "EventPattern": [
                            "source": ["aws.ecr"], "detail-type": ["ECR Image Action"],
                            "detail": ["action-type": ["PUSH"], "result": ["SUCCESS"]],
                        ],
                        "Targets": [["Id": .text(name), "Arn": ["Fn::GetAtt": [.text(name), "Arn"]]]],
                    ],
                ]),
            .init(
                key: "\(name)PushesPermission",
                value: [
                    "Type": "AWS::Lambda::Permission",
                    "Properties": [
                        "FunctionName": ["Ref": .text(name)], "Action": "lambda:InvokeFunction",
                        "Principal": "events.amazonaws.com", "SourceArn": ["Fn::GetAtt": ["\(name)Pushes", "Arn"]],
                    ],
                ]),
        ]
    }

    private static func address(_ function: PackagedProgram) -> ManifestValue.Field {
        .init(
            key: "\(name(function))Address",
            value: ["Value": ["Fn::GetAtt": ["\(name(function))Url", "FunctionUrl"]]])
    }

    /// A name as CloudFormation wants it: `ImageUpdater`.
    private static func name(_ function: PackagedProgram) -> String {
        function.name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
