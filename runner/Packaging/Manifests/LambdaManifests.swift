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
                    "AssumeRolePolicyDocument": assumption(by: "lambda.amazonaws.com"),
                    "ManagedPolicyArns": [
                        ["Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
                    ],
                    "Policies": [
                        policy(
                            "DeadLetters", allows: "sqs:SendMessage", on: ["Fn::GetAtt": ["DeadLetters", "Arn"]])
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
        ] + (function.kind == .image ? imagePushes(to: name) : []) + (function.takesTicks ? ticks(to: name) : [])
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

    /// EventBridge Scheduler says every minute that time has passed. A tick that is missed is not made up for: the next one
    /// does as well.
    private static func ticks(to name: String) -> [ManifestValue.Field] {
        [
            .init(
                key: "\(name)Tick",
                value: [
                    "Type": "AWS::Scheduler::Schedule",
                    "Properties": [
                        "ScheduleExpression": "rate(1 minute)",
                        "FlexibleTimeWindow": ["Mode": "OFF"],
                        "Target": [
                            "Arn": ["Fn::GetAtt": [.text(name), "Arn"]],
                            "RoleArn": ["Fn::GetAtt": ["\(name)TickRole", "Arn"]],
                            "Input": #"{"time":"<aws.scheduler.scheduled-time>"}"#,
                            "RetryPolicy": ["MaximumRetryAttempts": 0],
                        ],
                    ],
                ]),
            .init(
                key: "\(name)TickRole",
                value: [
                    "Type": "AWS::IAM::Role",
                    "Properties": [
                        "AssumeRolePolicyDocument": assumption(by: "scheduler.amazonaws.com"),
                        "Policies": [
                            policy(
                                "Tick", allows: "lambda:InvokeFunction", on: ["Fn::GetAtt": [.text(name), "Arn"]])
                        ],
                    ],
                ]),
        ]
    }

    private static func assumption(by service: String) -> ManifestValue {
        [
            "Version": "2012-10-17",
            "Statement": [
                ["Effect": "Allow", "Principal": ["Service": .text(service)], "Action": "sts:AssumeRole"]
            ],
        ]
    }

    private static func policy(_ name: String, allows action: String, on resource: ManifestValue) -> ManifestValue {
        [
            "PolicyName": .text(name),
            "PolicyDocument": [
                "Version": "2012-10-17",
                "Statement": [["Effect": "Allow", "Action": .text(action), "Resource": resource]],
            ],
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
