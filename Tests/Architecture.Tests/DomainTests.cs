using System.Reflection;

namespace DbPerService.Tests.Architecture;

/// <summary>The dependencies of the domains. The project Domains compiles them without the rest of their services.</summary>
public sealed class DomainTests
{
    static readonly Assembly Domains = Assembly.Load("Domains");

    public static TheoryData<string> Services => [.. Tree.Services.Where(service => Directory.Exists(Tree.PathOf($"Services/{service}/Domain")))];

    [Fact]
    public void Domains_know_events_and_nothing_of_Kafka_ASP_NET_databases_or_the_messaging_engine() => Assert.All(
        Domains.GetReferencedAssemblies().Select(reference => reference.Name!),
        name => Assert.True(
            name.StartsWith("System.", StringComparison.Ordinal) || name is "Contracts" or "DbPerService.Messaging.Abstractions", name));

    [Theory]
    [MemberData(nameof(Services))]
    public void The_domain_of_a_service_is_all_there(string service)
    {
        var there = Domains.GetTypes().Where(type => type.Namespace == $"DbPerService.{service}.Domain").Select(type => type.FullName);
        var own = Assembly.Load(service).GetTypes().Where(type => type.Namespace == $"DbPerService.{service}.Domain").Select(type => type.FullName);

        Assert.NotEmpty(own);
        Assert.Superset(own.Where(IsDeclared).ToHashSet(), there.Where(IsDeclared).ToHashSet());
    }

    // Except compiler-generated types: closures, iterators.
    static bool IsDeclared(string? name) => !name!.Contains('<', StringComparison.Ordinal);
}
