using Aspire.Hosting.Kubernetes.Resources;
using DbPerService.Contracts;

namespace DbPerService.AppHost;

/// <summary>Databases and broker in containers, each with a volume of its own.</summary>
sealed class ContainerEngines(IDistributedApplicationBuilder builder) : EngineHost(builder)
{
    // Users live in a file beside the data, where the migrate job can save them: in memory a restart would lose them.
    // The image's own script then gives the files to the user redis and continues as that user. echo is a shell builtin, so the password
    // is on no command line. The umask stays as it is, for the server that saves the users.
    const string RedisStart = """
        umask 077
        [ -s /data/users.acl ] || echo "user default on >$REDIS_PASSWORD ~* &* +@all" > /data/users.acl
        chmod 600 /data/users.acl
        unset REDIS_PASSWORD
        exec docker-entrypoint.sh redis-server --aclfile /data/users.acl --appendonly yes --appendfsync always --maxmemory-policy noeviction
        """;

    // What the relay needs from the server, and how much log an abandoned slot may retain.
    static readonly string[] PostgresSettings =
    [
        "wal_level=logical",
        "max_replication_slots=10",
        "max_wal_senders=10",
        "max_slot_wal_keep_size=1GB",
        "wal_sender_timeout=5s",
        "password_encryption=scram-sha-256",
    ];

    protected override Broker AddKafkaServer(string name)
    {
        var kafka = Builder.AddKafka(name)
            .WithImageTag(Images.KafkaTag)
            .WithDataVolume(VolumeOf(name))
            .PublishAsServer(pod =>
            {
                // The image runs as its user 1000, and takes every folder beside its topics for one of them, even lost+found.
                pod.SecurityContext = new PodSecurityContextV1 { FsGroup = 1000 };
                pod.Containers.Single().VolumeMounts.Single().SubPath = "topics";
            })
            .WithKafkaUI(ui => ui
                .WithImageTag(Images.KafkaUiTag)
                .WithExplicitStart()
                .WithUrlForEndpoint("http", url => url.DisplayText = "Topics and messages"));
        return new Broker(kafka, kafka.Resource.ConnectionStringExpression, new Dictionary<string, ReferenceExpression>());
    }

    protected override IResourceBuilder<IResourceWithEndpoints> AddServer(
        string kind, string name, IResourceBuilder<ParameterResource> adminPassword) => kind switch
        {
            DatabaseKinds.MongoDB => Builder.AddMongoDB(name, userName: null, password: adminPassword)
                .WithImageTag(Images.MongoTag)
                .WithDataVolume(VolumeOf(name))
                .PublishAsServer(),
            DatabaseKinds.Redis => AddRedisServer(name, adminPassword),
            _ => Builder.AddPostgres(name, password: adminPassword)
                .WithImageTag(Images.PostgresTag)
                .WithDataVolume(VolumeOf(name))
                .PublishAsServer()
                .WithArgs([.. PostgresSettings.SelectMany(setting => new[] { "-c", setting })]),
        };

    IResourceBuilder<RedisResource> AddRedisServer(string name, IResourceBuilder<ParameterResource> adminPassword)
    {
        var redis = Builder.AddRedis(name, port: null, adminPassword)
            .WithImageTag(Images.RedisTag)
            .WithDataVolume(VolumeOf(name))
            .PublishAsServer()
            .WithoutHttpsCertificate()
            .WithEntrypoint("/bin/sh")
            .WithArgs(context =>
            {
                context.Args.Clear();
                context.Args.Add("-c");
                context.Args.Add(RedisStart.ReplaceLineEndings("\n"));
            });
        // Otherwise Aspire adds its own "-c" before the arguments of a Redis that it runs, though not of one that it publishes.
        redis.Resource.ShellExecution = false;
        return redis;
    }

    protected override bool CanRun(string kind) => true;

    // Aspire's own name depends on where the AppHost lies on this machine: fine for running, wrong for deployment.
    string? VolumeOf(string name) => Builder.ExecutionContext.IsPublishMode ? $"{name}-data" : null;
}
