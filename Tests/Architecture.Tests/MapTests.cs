using System.Reflection;
using DbPerService.Contracts;

namespace DbPerService.Tests.Architecture;

/// <summary>Everything that a service needs outside its folder, each by name: docs/adding-a-service.md lists it in this order.</summary>
public sealed class MapTests
{
    [Fact]
    public void Every_event_has_a_topic_of_the_map()
    {
        var topics = SystemMap.EventTopics.Select(topic => topic.Name).ToHashSet();

        None(Event.All.Where(type => !topics.Contains(Event.TopicOf(type)))
            .Select(type => $"Contracts/SystemMap.cs: no service publishes '{Event.TopicOf(type)}', the topic of {type.Name}"));
    }

    [Fact]
    public void Every_event_has_a_schema() => None(
        Event.All.Where(type => !File.Exists(Tree.PathOf($"Contracts/Schemas/{type.Name}.json")))
            .Select(type => $"Contracts/Schemas/{type.Name}.json is missing: WRITE_SCHEMAS=1 ./test.sh Unit writes it"));

    [Fact]
    public void Every_folder_of_a_service_has_an_entry_in_the_map() => None(
        Tree.Services.Except(SystemMap.Services.Select(entry => entry.Project))
            .Select(service => $"Contracts/SystemMap.cs: Services has no {service}, which has a folder"));

    [Fact]
    public void Every_entry_of_the_map_has_a_folder_with_a_project_of_its_name() => None(
        SystemMap.Services.Where(entry => !File.Exists(Tree.PathOf($"Services/{entry.Project}/{entry.Project}.csproj")))
            .Select(entry => $"Services/{entry.Project}/{entry.Project}.csproj is missing, and Contracts/SystemMap.cs has an entry for it"));

    [Fact]
    public void Every_entry_is_in_the_maps_list() => None(
        typeof(SystemMap).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => property.GetValue(null))
            .OfType<SystemService>().Except(SystemMap.Services)
            .Select(entry => $"Contracts/SystemMap.cs: Services has no {entry.Project}, which has an entry"));

    [Fact]
    public void Every_service_is_added_by_the_AppHost()
    {
        var host = Tree.Read("AppHost/AppHost.cs");

        None(SystemMap.Services.Select(entry => $"services.Add<Projects.{entry.Project}>(SystemMap.{entry.Project});")
            .Where(line => !host.Contains(line, StringComparison.Ordinal)).Select(line => $"AppHost/AppHost.cs has no line {line}"));
    }

    [Fact]
    public void Every_service_is_in_the_solution()
    {
        var solution = Tree.Read("DbPerService.sln").Replace('\\', '/');

        None(SystemMap.Services.Where(entry => !solution.Contains($"\"Services/{entry.Project}/{entry.Project}.csproj\"", StringComparison.Ordinal))
            .Select(entry => $"DbPerService.sln lacks {entry.Project}: dotnet sln add Services/{entry.Project}"));
    }

    [Fact]
    public void Every_service_has_a_row_in_the_README_that_says_what_the_map_says()
    {
        var rows = Tree.Read("README.md").Split('\n');

        None(
            from entry in SystemMap.Services
            let start = $"| [{entry.Project}](Services/{entry.Project}) | "
            let end = $" | {Cell(entry.Databases.Select(kind => KindNames.Of(kind)))}"
                + $" | {Cell(entry.Publishes.Select(topic => topic.IsCompacted ? $"`{topic.Name}` (compacted)" : $"`{topic.Name}`"))}"
                + $" | {Cell(entry.Subscribes.Select(topic => $"`{topic}`"))} |"
            where !rows.Any(row => row.StartsWith(start, StringComparison.Ordinal) && row.EndsWith(end, StringComparison.Ordinal))
            select $"README.md has no row {start}…{end}");
    }

    /// <summary>In full: an assertion about a collection cuts its items short.</summary>
    static void None(IEnumerable<string> forgotten)
    {
        var all = string.Join('\n', forgotten);
        Assert.True(all.Length == 0, all);
    }

    static string Cell(IEnumerable<string> values) => string.Join(", ", values.DefaultIfEmpty("–"));
}
