using DbPerService.Tests.Unit.Messaging;
using Microsoft.AspNetCore.Http;

namespace DbPerService.Tests.Unit.Services.Gateway;

public sealed class GatewayReferenceTests : IClassFixture<GatewayFixture>
{
    readonly GatewayFixture _gateway;
    readonly ManualTime _time = new();
    string _etag = "\"1\"";

    public GatewayReferenceTests(GatewayFixture gateway)
    {
        _gateway = gateway;
        Services.Reset();
        Services.Answer("referencedata", "/countries", context =>
        {
            if (context.Request.Headers.IfNoneMatch == _etag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            context.Response.Headers.ETag = _etag;
            return context.Response.WriteAsJsonAsync(new { version = _etag, query = context.Request.QueryString.Value });
        });
    }

    FakeServices Services => _gateway.Services;

    [Fact]
    public async Task Reference_data_is_answered_from_memory_and_revalidated_once_per_minute()
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>(), _time);
        Task<GatewayResponse> ReadAsync() => GatewayFixture.SendAsync(http, HttpMethod.Get, "/countries");

        var first = await ReadAsync();
        await ReadAsync();
        Assert.Equal((200, _etag), (first.Status, first.Header("ETag")));
        Assert.Equal(1, Services.Count("referencedata", "/countries"));

        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(first.Body, (await ReadAsync()).Body);
        await ReadAsync();
        Assert.Equal("\"1\"", Services.Received.Last().Headers["If-None-Match"]);
        Assert.Equal(2, Services.Count("referencedata", "/countries"));

        _etag = "\"2\"";
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("\"2\"", (await ReadAsync()).Header("ETag"));
    }

    [Fact]
    public async Task While_ReferenceData_is_unavailable_what_is_known_is_used_and_its_age_said()
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>(), _time);
        var first = await GatewayFixture.SendAsync(http, HttpMethod.Get, "/countries");
        Services.Kill("referencedata");
        _time.Advance(TimeSpan.FromSeconds(90));

        var later = await GatewayFixture.SendAsync(http, HttpMethod.Get, "/countries");

        Assert.Equal((200, first.Body), (later.Status, later.Body));
        Assert.Equal(("90", "gateway; hit; ttl=-30"), (later.Header("Age"), later.Header("Cache-Status")));
        var unknown = await GatewayFixture.SendAsync(http, HttpMethod.Get, "/currencies");
        Assert.Equal((503, "The service referencedata is unavailable."), (unknown.Status, unknown.Problem));
    }

    [Fact]
    public async Task A_caller_that_has_the_current_version_gets_none()
    {
        var response = await _gateway.SendAsync(HttpMethod.Get, "/countries", null, null, ("If-None-Match", "\"0\", W/\"1\""));

        Assert.Equal((304, ""), (response.Status, response.Body));
        Assert.Equal(200, (await _gateway.SendAsync(HttpMethod.Get, "/countries", null, null, ("If-None-Match", "\"0\""))).Status);
    }

    [Fact]
    public async Task A_query_is_left_to_ReferenceData()
    {
        Assert.Equal("?limit=2", (await _gateway.GetAsync("/countries?limit=2")).Json.GetProperty("query").GetString());
    }
}
