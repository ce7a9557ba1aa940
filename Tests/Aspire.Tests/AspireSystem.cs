using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using DbPerService.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Hosting;

/// <summary>The system as the AppHost runs it without a container runtime, with its own data.</summary>
public sealed class AspireSystem : IRunningSystem, IAsyncLifetime
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);
    static readonly TimeSpan CommandTimeout = TimeSpan.FromMinutes(2);

    readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("dbperservice-aspire-");
    readonly ConcurrentDictionary<(string Service, string Endpoint), HttpClient> _clients = new();
    DistributedApplication? _app;

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The system does not run.");

    IEnumerable<IResource> Resources => App.Services.GetRequiredService<DistributedApplicationModel>().Resources;

    public string Kafka
    {
        get
        {
            var endpoint = App.GetEndpoint("kafka", "tcp");
            return $"{endpoint.Host}:{endpoint.Port}";
        }
    }

    public async ValueTask InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Engines:Mode=local", $"--Engines:Data={_data.FullName}", .. Model.QuietLogs]);
        builder.CreateResourceBuilder<ProjectResource>("orders")
            // Long enough for a slow payment and a restart, short enough for a test.
            .WithEnvironment("Orders__ParticipantTimeout", "00:00:12");
        foreach (var service in builder.Resources.OfType<ProjectResource>())
        {
            // Tests run without a dashboard, and exporters to a missing one would delay the end by seconds.
            builder.CreateResourceBuilder(service)
                .WithEnvironment(context => context.EnvironmentVariables.Remove("OTEL_EXPORTER_OTLP_ENDPOINT"));
        }

        _app = await builder.BuildAsync().WaitAsync(StartTimeout);
        await _app.StartAsync().WaitAsync(StartTimeout);
        foreach (var service in Model.Services)
        {
            await HealthyAsync(service);
        }
    }

    public HttpClient Client(string service) => ClientOf(service, "http");

    public HttpClient Management(string service) => ClientOf(service, "management");

    public Task StopServiceAsync(string service) => StopAsync(service);

    public async Task StartServiceAsync(string service)
    {
        await ExecuteAsync(service, KnownResourceCommands.StartCommand);
        await HealthyAsync(service);
    }

    public Task StopDatabaseAsync(string service) => StopAsync(DatabaseOf(service));

    public async Task StartDatabaseAsync(string service)
    {
        await ExecuteAsync(DatabaseOf(service), KnownResourceCommands.StartCommand);
        await HealthyAsync(DatabaseOf(service));
        await HealthyAsync(service);
    }

    public async Task RestartKafkaAsync()
    {
        await ExecuteAsync("kafka", KnownResourceCommands.RestartCommand);
        await HealthyAsync("kafka");
    }

    /// <summary>Executes a resource's command, which must succeed, and returns its result.</summary>
    public async Task<ExecuteCommandResult> ExecuteAsync(string resource, string command, params InteractionInput[] arguments)
    {
        var result = await TryExecuteAsync(resource, command, arguments);
        Assert.True(result.Success, $"{resource} {command}: {result.Message} {result.Data?.Value}");
        return result;
    }

    public Task<ExecuteCommandResult> TryExecuteAsync(string resource, string command, params InteractionInput[] arguments) =>
        App.ResourceCommands.ExecuteCommandAsync(
            Resources.Single(candidate => candidate.Name == resource),
            command,
            new InteractionInputCollection(arguments),
            TestContext.Current.CancellationToken).WaitAsync(CommandTimeout);

    public string DatabaseOf(string service) => Model.DatabaseOf(Resources, service).Name;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    HttpClient ClientOf(string service, string endpoint) =>
        _clients.GetOrAdd((service, endpoint), key => App.CreateHttpClient(key.Service, key.Endpoint));

    async Task StopAsync(string resource)
    {
        await ExecuteAsync(resource, KnownResourceCommands.StopCommand);
        await App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.TerminalStates).WaitAsync(CommandTimeout);
    }

    async Task HealthyAsync(string resource) =>
        await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, CancellationToken.None).WaitAsync(StartTimeout);
}

/// <summary>One running system for all scenarios in sequence: each looks only at its own data.</summary>
[CollectionDefinition(Name)]
public sealed class OnAspire : ICollectionFixture<AspireSystem>
{
    public const string Name = "Aspire";
}
