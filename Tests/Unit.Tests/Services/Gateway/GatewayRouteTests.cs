using System.Text;
using DbPerService.Contracts;
using DbPerService.Gateway.Api;
using DbPerService.Testing;

namespace DbPerService.Tests.Unit.Services.Gateway;

public sealed class GatewayRouteTests : IClassFixture<GatewayFixture>
{
    const string Heading = "| Request | Service | Who may call it |\n|---|---|---|\n";

    static readonly string Page = Path.Combine(Repository.Root, "docs", "gateway.md");

    static readonly string[] Internal = ["internal", "health", "alive", "openapi", "sync"];

    readonly GatewayFixture _gateway;

    public GatewayRouteTests(GatewayFixture gateway) => _gateway = gateway;

    /// <summary>With the environment variable <c>WRITE_ROUTES</c> set to 1 this test writes the table.</summary>
    [Fact]
    public void The_page_on_the_Gateway_has_the_table_of_routes()
    {
        var page = File.ReadAllText(Page);
        var start = page.IndexOf(Heading, StringComparison.Ordinal);
        var end = page.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        var table = Table();
        if (Environment.GetEnvironmentVariable("WRITE_ROUTES") == "1")
        {
            File.WriteAllText(Page, page[..start] + table + page[end..]);
            return;
        }

        Assert.Equal(table, page[start..end]);
    }

    [Fact]
    public void Every_service_has_a_route() => Assert.Empty(
        SystemMap.Services.Select(service => service.Name).Except(RouteTable.All.Select(route => route.Service)));

    [Fact]
    public void No_route_leads_to_an_internal_endpoint() => Assert.All(
        RouteTable.All, route => Assert.DoesNotContain(route.Path.Split('/')[1], Internal));

    [Fact]
    public async Task The_OpenAPI_document_describes_the_details_and_names_what_is_forwarded()
    {
        var document = (await _gateway.GetAsync("/openapi/v1.json")).Json;

        Assert.Equal(["/orders/{id}/details"], document.GetProperty("paths").EnumerateObject().Select(path => path.Name));
        Assert.Contains("POST /orders,", document.GetProperty("info").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    static string Table()
    {
        var table = new StringBuilder(Heading);
        foreach (var route in RouteTable.All)
        {
            var note = route.Serving switch { Serving.Cached => ", from memory", Serving.Composed => ", composed", _ => "" };
            table.Append(null, $"| `{route.Method} {route.Path}` | {route.Service}{note} | {WhoMay(route)} |\n");
        }

        return table.ToString();
    }

    static string WhoMay(GatewayRoute route)
    {
        var others = route.IsRead ? " or an operator" : "";
        return route.Access switch
        {
            Access.Anyone => "everyone",
            Access.SignedIn => "whoever has a session",
            Access.Operator => "an operator",
            Access.OrderOwner => $"the user whose order it is{others}",
            Access.SameUser => $"the user of that id{others}",
            Access.SameSession => $"the session of that id{others}",
            Access.OwnList => $"the user of that `userId`, which is added if it is missing,{others}",
            _ => throw new ArgumentOutOfRangeException(nameof(route)),
        };
    }
}
