namespace DbPerService.AppHost;

/// <summary>Databases and broker in containers, each with a volume of its own.</summary>
internal sealed class ContainerEngines(IDistributedApplicationBuilder builder) : EngineHost(builder)
{
    // What the relay needs of the server, and what a relay that is gone may cost it.
    static readonly string[] PostgresSettings =
    [
        "wal_level=logical",
        "max_replication_slots=10",
        "max_wal_senders=10",
        "max_slot_wal_keep_size=1GB",
        "wal_sender_timeout=5s",
        "password_encryption=scram-sha-256",
    ];

    public override Broker AddKafka(string name)
    {
        var kafka = Builder.AddKafka(name)
            .WithImageTag(Images.KafkaTag)
            .WithDataVolume()
            .WithKafkaUI(ui => ui
                .WithImageTag(Images.KafkaUiTag)
                .WithExplicitStart()
                .WithUrlForEndpoint("http", url => url.DisplayText = "Topics and messages"));
        return new Broker(kafka, kafka.Resource.ConnectionStringExpression, new Dictionary<string, string>());
    }

    protected override IResourceBuilder<IResourceWithEndpoints> AddPostgresServer(
        string name, IResourceBuilder<ParameterResource> adminPassword) =>
        Builder.AddPostgres(name, password: adminPassword)
            .WithImageTag(Images.PostgresTag)
            .WithDataVolume()
            .WithArgs([.. PostgresSettings.SelectMany(setting => new[] { "-c", setting })]);
}
