using System.Diagnostics;
using System.Text.RegularExpressions;
using DbPerService.Contracts;
using DbPerService.Testing;

namespace DbPerService.Tests.Hosting;

/// <summary>The published output.</summary>
public sealed partial class PublishTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    static readonly int Services = Model.Services.Length;
    static readonly int Databases = Model.Owners.Length;

    readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("dbperservice-publish-");

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compose_waits_for_migrations_and_scales_every_service()
    {
        await PublishAsync("--Deploy:Target=compose", "--Replicas:payments=5");

        var compose = await ReadAsync("docker-compose.yaml");
        Assert.Equal(Databases, Regex.Count(compose, "service_completed_successfully"));
        Assert.Equal(Services - 1, Regex.Count(compose, "replicas: 2"));
        Assert.Single(Regex.Matches(compose, "replicas: 5"));
        var secrets = (await ReadAsync(".env")).Split('\n').Where(line => line.Contains("PASSWORD=", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(secrets);
        Assert.All(secrets, line => Assert.EndsWith("PASSWORD=", line.Trim()));
        AssertNoLiteralPassword(compose);
    }

    [Fact]
    public async Task Kubernetes_runs_migrations_as_jobs_and_keeps_databases_on_claims()
    {
        await PublishAsync("--Deploy:Target=kubernetes");

        var files = _output.EnumerateFiles("*.yaml", SearchOption.AllDirectories).Select(file => File.ReadAllText(file.FullName)).ToList();
        Assert.Equal(Databases, files.Count(file => file.Contains("kind: \"Job\"", StringComparison.Ordinal)));
        // A database server each, and the broker.
        Assert.Equal(Databases + 1, files.Count(file => file.Contains("kind: \"PersistentVolumeClaim\"", StringComparison.Ordinal)));
        Assert.Equal(Services, files.Count(file => file.Contains("replicas: 2", StringComparison.Ordinal)));
        Assert.DoesNotContain(files, file => file.Contains("emptyDir", StringComparison.Ordinal));
        Assert.All(files, AssertNoLiteralPassword);
    }

    [Fact]
    public async Task Compose_runs_services_and_migrations_without_rights_they_do_not_need()
    {
        await PublishAsync("--Deploy:Target=compose");

        var containers = Containers(await ReadAsync("docker-compose.yaml"));
        foreach (var service in Model.Services)
        {
            foreach (var container in Model.WithMigrateJob(service).Select(name => containers[name]))
            {
                Assert.Contains("\n    user: \"1654:1654\"\n", container, StringComparison.Ordinal);
                Assert.Contains("\n    read_only: true\n", container, StringComparison.Ordinal);
                Assert.Contains("\n    cap_drop:\n      - \"ALL\"\n", container, StringComparison.Ordinal);
                Assert.Contains("no-new-privileges:true", container, StringComparison.Ordinal);
                Assert.Contains("memory: \"512M\"", container, StringComparison.Ordinal);
            }

            Assert.Contains("GET /health", containers[service], StringComparison.Ordinal);
            Assert.Contains("\n    stop_grace_period: \"40s\"\n", containers[service], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Kubernetes_runs_services_and_migrations_without_rights_they_do_not_need()
    {
        await PublishAsync("--Deploy:Target=kubernetes");

        foreach (var service in Model.Services)
        {
            var deployment = await ReadAsync($"templates/{service}/deployment.yaml");
            string[] pods = Model.Owners.Contains(service)
                ? [deployment, await ReadAsync($"templates/{service}-migrate/{{{{ .Release.Revision }}}}.yaml")]
                : [deployment];
            foreach (var pod in pods)
            {
                Assert.Contains("runAsNonRoot: true", pod, StringComparison.Ordinal);
                Assert.Contains("readOnlyRootFilesystem: true", pod, StringComparison.Ordinal);
                Assert.Contains("allowPrivilegeEscalation: false", pod, StringComparison.Ordinal);
                Assert.Matches(@"drop:\n +- ""ALL""", pod);
                Assert.Matches(@"limits:\n +memory: ""512Mi""", pod);
            }

            Assert.Contains("terminationGracePeriodSeconds: 40", deployment, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Kubernetes_gets_probes_and_handlers_that_it_accepts()
    {
        await PublishAsync("--Deploy:Target=kubernetes");

        foreach (var service in Model.Services)
        {
            var deployment = await ReadAsync($"templates/{service}/deployment.yaml");
            Assert.Equal(3, Regex.Count(deployment, "(startup|liveness|readiness)Probe:"));
            Assert.Equal(3, Regex.Count(deployment, "scheme: \"HTTP\""));
            Assert.DoesNotContain("scheme: \"http\"", deployment, StringComparison.Ordinal);
            Assert.Matches(@"preStop:\n +sleep:\n +seconds: 5\n +livenessProbe:", deployment);
        }

        var sets = _output.EnumerateFiles("statefulset.yaml", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(sets);
        Assert.All(sets, set => Assert.Contains(
            $"\n  serviceName: \"{set.Directory!.Name}-service\"\n", File.ReadAllText(set.FullName), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_managed_server_is_left_out_and_its_address_is_a_parameter()
    {
        await PublishAsync("--Managed:orders-postgres=true", "--Managed:kafka=true");

        var compose = await ReadAsync("docker-compose.yaml");
        Assert.DoesNotMatch(@"(?m)^  (orders-postgres|kafka):", compose);
        Assert.Contains("Host=${ORDERS_POSTGRES_HOST};Port=${ORDERS_POSTGRES_PORT};", compose, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__kafka: \"${KAFKA_BOOTSTRAP_SERVERS}\"", compose, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_management_port_is_configured_but_not_published()
    {
        await PublishAsync("--Deploy:Target=compose");

        var compose = await ReadAsync("docker-compose.yaml");
        Assert.Equal(Services, Regex.Count(compose, "Management__Port: \"8081\""));
        Assert.DoesNotMatch(@"(?m)^    ports:\n(      - .*\n)*      - .*8081", compose);
    }

    [Fact]
    public async Task The_management_port_is_not_part_of_the_Kubernetes_service()
    {
        await PublishAsync("--Deploy:Target=kubernetes");

        var files = _output.EnumerateFiles("*.yaml", SearchOption.AllDirectories).Select(file => File.ReadAllText(file.FullName)).ToList();
        Assert.Contains(files, file => file.Contains("Management__Port", StringComparison.Ordinal));
        Assert.All(
            files.Where(file => file.Contains("kind: \"Service\"", StringComparison.Ordinal)),
            file => Assert.DoesNotContain("8081", file, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_managed_brokers_login_is_a_parameter()
    {
        await PublishAsync("--Managed:kafka=true", "--Kafka:SecurityProtocol=SaslSsl", "--Kafka:SaslMechanism=ScramSha512", "--Kafka:Ca=true");

        var compose = await ReadAsync("docker-compose.yaml");
        foreach (var (setting, value) in new[]
        {
            ("SecurityProtocol", "SaslSsl"), ("SaslMechanism", "ScramSha512"), ("SaslUsername", "${KAFKA_SASL_USERNAME}"),
            ("SaslPassword", "${KAFKA_SASL_PASSWORD}"), ("SslCaPem", "${KAFKA_CA_PEM}"),
        })
        {
            Assert.Equal(
                SystemMap.Services.Count(service => service.HasEvents),
                Regex.Count(compose, Regex.Escape($"Messaging__Kafka__{setting}: \"{value}\"")));
        }
    }

    public void Dispose() => _output.Delete(recursive: true);

    async Task PublishAsync(params string[] settings)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Repository.Program("AppHost"), "--operation", "publish", "--step", "publish", "--output-path", _output.FullName, .. settings])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "AppHost"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(Cancelled), process.StandardError.ReadToEndAsync(Cancelled))
            .WaitAsync(Patience, Cancelled);
        await process.WaitForExitAsync(Cancelled).WaitAsync(Patience, Cancelled);
        Assert.True(process.ExitCode == 0, string.Concat(said));
    }

    Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(_output.FullName, file), Cancelled);

    /// <summary>The part of a Compose file about each service.</summary>
    static Dictionary<string, string> Containers(string compose) =>
        Regex.Matches(compose, @"(?m)^  ([\w-]+):\n(?:    .*\n)+").ToDictionary(match => match.Groups[1].Value, match => match.Value);

    static void AssertNoLiteralPassword(string text) => Assert.All(
        Password().Matches(text),
        match => Assert.Matches(@"^(\$\{[A-Z_]+\}|\{\{ \.Values\.secrets\.|\$\$?REDIS_PASSWORD)", match.Groups[1].Value));

    // Of PostgreSQL, Redis (in a connection string and as an ACL rule) and MongoDB.
    [GeneratedRegex("""(?:[Pp]assword=|on >|mongodb://[a-z_]+:)([^;,@"]+)""")]
    private static partial Regex Password();
}
