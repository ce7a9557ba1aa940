using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using DbPerService.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Hosting;

/// <summary>Properties of the model, however the engines run.</summary>
public sealed partial class ModelTests
{
    [Theory]
    [InlineData("local")]
    [InlineData("containers")]
    public async Task Only_its_service_and_its_migrate_job_reference_a_database(string mode)
    {
        await using var builder = await Model.CreateAsync(mode);

        foreach (var service in Model.Owners)
        {
            var database = Model.DatabaseOf(builder.Resources, service);
            var readers = builder.Resources.OfType<ProjectResource>().Where(project => RefersTo(project, database)).Select(p => p.Name);
            Assert.Equal([service, $"{service}-migrate"], readers.Order());
        }
    }

    [Theory]
    [InlineData("local")]
    [InlineData("containers")]
    public async Task A_service_gets_only_the_logins_it_needs(string mode)
    {
        await using var builder = await Model.CreateAsync(mode);
        await using var provider = builder.Services.BuildServiceProvider();

        foreach (var service in Model.Owners)
        {
            var environment = await Model.EnvironmentAsync(provider, Project(builder.Resources, service));
            var own = environment.Keys.Where(key => key.StartsWith("ConnectionStrings__", StringComparison.Ordinal)).ToList();
            Assert.Contains($"ConnectionStrings__{service}", own);
            string[] allowed = [$"ConnectionStrings__{service}", $"ConnectionStrings__{service}-relay", "ConnectionStrings__kafka"];
            Assert.Empty(own.Except(allowed));
            Assert.DoesNotContain(environment.Values, value => value.Contains("admin", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(environment.Values, value => value.Contains("migrator", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("local")]
    [InlineData("containers")]
    public async Task A_password_is_always_a_reference_to_a_secret_parameter(string mode)
    {
        await using var builder = await Model.CreateAsync(mode);
        await using var provider = builder.Services.BuildServiceProvider();
        var secrets = builder.Resources.OfType<ParameterResource>().Where(parameter => parameter.Secret).Select(p => p.Name).ToHashSet();
        var found = 0;

        foreach (var resource in builder.Resources.Where(resource => resource is IResourceWithEnvironment))
        {
            foreach (var (name, value) in await Model.EnvironmentAsync(provider, resource))
            {
                foreach (Match match in Password().Matches($"{name}={value}"))
                {
                    Assert.Contains(match.Groups[1].Value, secrets);
                    found++;
                }

                Assert.False(
                    name.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase) && !value.StartsWith('{'), $"{resource.Name} {name}");
            }
        }

        Assert.True(found >= 9, $"found {found} passwords");
        Assert.All(builder.Resources.OfType<ParameterResource>(), parameter => Assert.True(parameter.Secret, parameter.Name));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("containers")]
    public async Task A_service_has_health_checks_and_starts_when_broker_and_database_are_ready(string mode)
    {
        await using var builder = await Model.CreateAsync(mode);

        foreach (var service in Model.Services)
        {
            var project = Project(builder.Resources, service);
            Assert.NotEmpty(project.Annotations.OfType<HealthCheckAnnotation>());
            var waits = project.Annotations.OfType<WaitAnnotation>().ToDictionary(wait => wait.Resource.Name, wait => wait.WaitType);
            Assert.Equal(SystemMap.Services.Single(entry => entry.Name == service).HasEvents, waits.ContainsKey("kafka"));
            if (Model.Owners.Contains(service))
            {
                Assert.Equal(WaitType.WaitForCompletion, waits[$"{service}-migrate"]);
                Assert.NotEmpty(Model.DatabaseOf(builder.Resources, service).Annotations.OfType<HealthCheckAnnotation>());
            }
        }
    }

    [Theory]
    [InlineData("local")]
    [InlineData("containers")]
    public async Task Only_the_Gateway_is_external_and_the_management_port_never(string mode)
    {
        await using var builder = await Model.CreateAsync(mode);

        foreach (var service in Model.Services)
        {
            var endpoints = Project(builder.Resources, service).Annotations.OfType<EndpointAnnotation>()
                .ToDictionary(endpoint => endpoint.Name, endpoint => endpoint.IsExternal);
            Assert.Equal(new Dictionary<string, bool> { ["http"] = service == "gateway", ["management"] = false }, endpoints);
        }
    }

    [Fact]
    public async Task Without_a_container_runtime_there_is_no_container_in_the_model()
    {
        await using var builder = await Model.CreateAsync("local");

        Assert.Empty(builder.Resources.OfType<ContainerResource>());
        Assert.Equal(
            Model.Owners.Select(service => Model.DatabaseOf(builder.Resources, service).Name).Append("kafka").Order(),
            builder.Resources.OfType<ExecutableResource>().Where(IsServer).Select(program => program.Name).Order());
    }

    [Fact]
    public async Task Every_container_names_a_version_and_databases_keep_their_data_on_a_volume()
    {
        await using var builder = await Model.CreateAsync("containers");

        Assert.All(
            builder.Resources.OfType<ContainerResource>(),
            container => Assert.Matches(@"^v?\d+\.\d+", container.Annotations.OfType<ContainerImageAnnotation>().Last().Tag));
        Assert.All(
            Model.Owners.Select(service => Model.DatabaseOf(builder.Resources, service)),
            database => Assert.Contains(
                database.Annotations.OfType<ContainerMountAnnotation>(), mount => mount.Type == ContainerMountType.Volume));
    }

    // PostgreSQL's image looks for data one folder further up from version 18 on: a volume in the old place would keep nothing.
    [Fact]
    public async Task A_volume_is_mounted_where_the_image_version_keeps_its_data()
    {
        await using var builder = await Model.CreateAsync("containers");

        foreach (var service in SystemMap.Services.Where(service => service.Databases.Count > 0))
        {
            var folder = service.Databases[0] switch
            {
                DatabaseKinds.MongoDB => "/data/db",
                DatabaseKinds.Redis => "/data",
                _ => "/var/lib/postgresql",
            };
            var database = Model.DatabaseOf(builder.Resources, service.Name);
            Assert.Equal(folder, Assert.Single(database.Annotations.OfType<ContainerMountAnnotation>()).Target);
        }
    }

    [Theory]
    [InlineData(DistributedApplicationOperation.Run)]
    [InlineData(DistributedApplicationOperation.Publish)]
    public async Task Redis_starts_with_persistent_writes_and_users(DistributedApplicationOperation operation)
    {
        await using var builder = await Model.CreateAsync("containers");
        await using var provider = builder.Services.BuildServiceProvider();
        var redis = Assert.IsType<RedisResource>(Model.DatabaseOf(builder.Resources, "inventory"));

        var arguments = await Model.ArgumentsAsync(provider, redis, operation);

        Assert.Equal("/bin/sh", redis.Entrypoint);
        Assert.Equal(2, arguments.Count);
        Assert.Equal("-c", arguments[0]);
        Assert.EndsWith(
            "exec docker-entrypoint.sh redis-server --aclfile /data/users.acl --appendonly yes --appendfsync always --maxmemory-policy noeviction",
            arguments[1]);
        Assert.StartsWith("umask 077", arguments[1], StringComparison.Ordinal);
        // What Aspire does with them when it runs the container: it would start the shell with a second -c.
        Assert.NotEqual(true, redis.ShellExecution);
    }

    static ProjectResource Project(IEnumerable<IResource> resources, string name) =>
        resources.OfType<ProjectResource>().Single(project => project.Name == name);

    static bool IsServer(IResource resource) => resource.Annotations.OfType<EndpointAnnotation>().Any();

    static bool RefersTo(ProjectResource project, IResource database) =>
        project.Annotations.OfType<ResourceRelationshipAnnotation>().Any(
            relationship => relationship.Type == "Reference" && relationship.Resource == database);

    // Password=… of PostgreSQL, password=… of Redis, user:…@ of MongoDB; {orders-app-password.value} is a reference.
    [GeneratedRegex(@"(?:[Pp]assword=|mongodb://[^:]+:)\{?([^};,@]+?)(?:\.value\})?(?=[;,@]|$)")]
    private static partial Regex Password();
}
