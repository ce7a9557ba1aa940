using System.Reflection;
using System.Text.RegularExpressions;
using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Tests.Architecture;

/// <summary>Ownership of topics and databases, as declared in the sources.</summary>
public sealed partial class OwnershipTests
{
    public static TheoryData<string> Services => [.. Tree.Services];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_uses_only_its_own_connection_string(string service)
    {
        var own = service.ToLowerInvariant();
        var named = Tree.Files("*.cs", $"Services/{service}").Select(Tree.Read)
            .SelectMany(source => ConnectionNames().Matches(source)).Select(match => match.Groups["name"].Value)
            .ToHashSet();

        if (Entry(service).Databases.Count == 0)
        {
            Assert.Empty(named);
            return;
        }

        Assert.Contains(own, named);
        Assert.Subset(new HashSet<string> { own, own + "-relay", own + "-migrator", own + "-admin", "kafka" }, named);
    }

    [Fact]
    public void A_topic_has_one_writer() =>
        Assert.Empty(SystemMap.EventTopics.CountBy(topic => topic.Name).Where(topic => topic.Value > 1).Select(topic => topic.Key));

    [Fact]
    public void A_subscription_is_to_a_topic_that_another_service_writes_to() => Assert.Empty(
        from service in SystemMap.Services
        from topic in service.Subscribes
        where SystemMap.EventTopics.All(known => known.Name != topic) || service.Publishes.Any(own => own.Name == topic)
        select $"{service.Project} subscribes to '{topic}'");

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_handles_events_of_the_topics_that_the_map_says(string service)
    {
        var handled =
            from type in Assembly.Load(service).GetTypes()
            from contract in type.GetInterfaces()
            where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEventHandler<>)
            select Event.TopicOf(contract.GenericTypeArguments[0]);

        Assert.Equal(Entry(service).Subscribes.Order(), handled.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_makes_events_of_the_topics_that_the_map_says(string service) =>
        Assert.Equal(
            Entry(service).Publishes.Select(topic => topic.Name).Order(),
            Event.MadeBy(Assembly.Load(service)).Select(Event.TopicOf).Distinct().Order());

    [Fact]
    public void An_event_is_made_by_the_service_that_owns_its_topic()
    {
        var made = SystemMap.Services.SelectMany(service => Event.MadeBy(Assembly.Load(service.Project))).ToHashSet();
        var external = SystemMap.ExternalTopics.Select(topic => topic.Name).ToList();

        Assert.Empty(Event.All.Where(type => !external.Contains(Event.TopicOf(type)) && !made.Contains(type)).Select(type => type.Name));
    }

    [Fact]
    public void A_call_goes_to_another_service_of_the_map() => Assert.Empty(
        from service in SystemMap.Services
        from called in service.Calls
        where SystemMap.Services.All(other => other.Name != called || other == service)
        select $"{service.Project} calls '{called}'");

    /// <summary>A call that the entry does not name has no address, and ends the service at startup.</summary>
    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_whose_entry_names_calls_has_clients_for_them(string service) => Assert.Equal(
        Entry(service).Calls.Count > 0,
        Tree.Files("*.cs", $"Services/{service}").Any(file => Tree.Read(file).Contains(".AddServiceClient(", StringComparison.Ordinal)));

    static SystemService Entry(string service) => SystemMap.Services.Single(entry => entry.Project == service);

    [GeneratedRegex("""\b(?:Add\w+Messaging|Messaging\.Kind|DatabaseKind\.Of|PrepareAsync|MigrateAsync|GetConnectionString)\((?:builder\.Configuration, )?\s*"(?<name>[^"]+)""")]
    private static partial Regex ConnectionNames();
}
