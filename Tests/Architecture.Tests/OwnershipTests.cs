using System.Reflection;
using System.Text.RegularExpressions;
using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Tests.Architecture;

/// <summary>Who owns what, as the sources say it.</summary>
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

        Assert.Contains(own, named);
        Assert.Subset(new HashSet<string> { own, own + "-relay", own + "-migrator", own + "-admin", "kafka" }, named);
    }

    [Fact]
    public void A_topic_has_one_writer()
    {
        var writers = Published().GroupBy(p => p.Topic).ToDictionary(g => g.Key, g => g.Select(p => p.Service).ToList());

        Assert.NotEmpty(writers);
        Assert.All(writers, writer => Assert.Single(writer.Value));
        Assert.All(writers, writer => Assert.Equal(writer.Key, writer.Value[0]));
    }

    [Fact]
    public void Owners_measure_exactly_the_actual_subscribers()
    {
        var measured = Published().SelectMany(p => p.Targets.Select(target => $"{p.Topic} > {target}")).Order();
        var owned = Published().Select(p => p.Topic).ToHashSet();
        var subscribed = Handled().Where(h => owned.Contains(h.Topic)).Select(h => $"{h.Topic} > {h.Service}").Distinct().Order();

        Assert.Equal(subscribed, measured);
    }

    /// <summary>A reader that is missing there would lose events on a development machine, whose broker keeps only what is unread.</summary>
    [Fact]
    public void Contracts_name_exactly_the_actual_subscribers()
    {
        var named = Topics.Readers.SelectMany(entry => entry.Value.Select(group => $"{entry.Key} > {group}")).Order();
        var subscribed = Handled().Where(h => Topics.Readers.ContainsKey(h.Topic)).Select(h => $"{h.Topic} > {h.Service}").Distinct().Order();

        Assert.Equal(subscribed, named);
    }

    [Fact]
    public void Every_handled_event_is_published_by_its_topics_owner() =>
        Assert.All(Handled(), handled => Assert.NotEqual(handled.Service, handled.Topic));

    static List<(string Service, string Topic, string[] Targets)> Published() =>
        [.. from service in Tree.Services
            from file in Tree.Files("*.cs", $"Services/{service}")
            from Match match in PublishCalls().Matches(Tree.Read(file))
            select (
                service.ToLowerInvariant(),
                (string)typeof(Topics).GetField(match.Groups["topic"].Value)!.GetValue(null)!,
                match.Groups["targets"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(target => target.Trim('"')).ToArray())];

    static List<(string Service, string Topic)> Handled() =>
        [.. from assembly in Tree.Services.Select(Assembly.Load)
            from type in assembly.GetTypes()
            from contract in type.GetInterfaces()
            where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEventHandler<>)
            select (
                assembly.GetName().Name!.ToLowerInvariant(),
                (string)contract.GenericTypeArguments[0].GetProperty(nameof(IEvent.Topic))!.GetValue(null)!)];

    [GeneratedRegex("""(?:AddMessaging|Add\w+Messaging|MigrateAsync|GetConnectionString)\("(?<name>[^"]+)""")]
    private static partial Regex ConnectionNames();

    [GeneratedRegex("""\.Publishes\(Topics\.(?<topic>\w+)(?<targets>[^)]*)\)""")]
    private static partial Regex PublishCalls();
}
