using DbPerService.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.AppHost;

/// <summary>
/// Databases and broker as local programs, run by Engines. For development only: the broker loses its data when it ends.
/// </summary>
sealed class LocalEngines : EngineHost
{
    readonly LocalPorts _ports = new();
    readonly DataFolder _data;

    public LocalEngines(IDistributedApplicationBuilder builder) : base(builder) => _data = new DataFolder(
        builder.Configuration["Engines:Data"] ?? Path.Combine(builder.AppHostDirectory, "..", ".local", "apphost"));

    protected override Broker AddKafkaServer(string name)
    {
        var kafka = AddEngine("kafka", name);
        var endpoint = kafka.GetEndpoint("tcp");
        var connectionString = ReferenceExpression.Create(
            $"{endpoint.Property(EndpointProperty.Host)}:{endpoint.Property(EndpointProperty.Port)}");
        return new Broker(kafka, connectionString, new Dictionary<string, ReferenceExpression>
        {
            ["Messaging__Kafka__FetchWait"] = ReferenceExpression.Create($"00:00:00.003"),
            ["Messaging__Kafka__SessionTimeout"] = ReferenceExpression.Create($"00:00:02"),
            ["Messaging__Kafka__Client__max_poll_interval_ms"] = ReferenceExpression.Create($"15000"),
            ["Messaging__Kafka__CreateTopics"] = ReferenceExpression.Create($"false"),
        });
    }

    protected override IResourceBuilder<IResourceWithEndpoints> AddServer(
        string kind, string name, IResourceBuilder<ParameterResource> adminPassword)
    {
        var passwordFile = _data.PathOf($"{name}.password");
        return AddEngine(kind, name, "--data", _data.PathOf(name), "--password-file", passwordFile)
            .OnBeforeResourceStarted(async (_, _, cancellationToken) =>
            {
                var password = await adminPassword.Resource.GetValueAsync(cancellationToken);
                await _data.WriteSecretAsync(passwordFile, password!, cancellationToken);
            });
    }

    protected override bool CanRun(string kind) => kind switch
    {
        DatabaseKinds.Postgres => true, // Engines downloads it if it is not installed
        DatabaseKinds.Redis => IsOnPath("redis-server"),
        _ => IsOnPath("mongod"),
    };

    IResourceBuilder<ExecutableResource> AddEngine(string engine, string name, params string[] arguments)
    {
        var port = _ports.Next();
        Builder.Services.AddHealthChecks().AddCheck($"{name}-port", new PortHealthCheck(port));
        return Builder.AddExecutable(name, "dotnet", Builder.AppHostDirectory)
            .WithArgs([Programs.Engines(Builder), engine, "--port", $"{port}", .. arguments])
            // The broker advertises its own address, and a restarted server must have the same one: no proxy in between.
            .WithEndpoint("tcp", endpoint =>
            {
                endpoint.Port = endpoint.TargetPort = port;
                endpoint.TargetHost = "127.0.0.1";
                endpoint.IsProxied = false;
            })
            .WithHealthCheck($"{name}-port");
    }

    static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
