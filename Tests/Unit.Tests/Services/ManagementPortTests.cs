using System.Net;
using DbPerService.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.Unit.Services;

public sealed class ManagementPortTests
{
    readonly int _api = FreePort.Next();
    readonly int _management = FreePort.Next();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("urls", "http://127.0.0.1:{0}")]
    [InlineData("http_ports", "{0}")]
    [InlineData("Kestrel:Endpoints:Api:Url", "http://127.0.0.1:{0}")]
    public async Task Each_endpoint_exists_on_its_own_port_only(string setting, string value)
    {
        await using var app = Service(
            (setting, string.Format(null, value, _api)), ("Management:Port", $"{_management}"));
        await app.StartAsync(Cancelled);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_api, "/things"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(_api, "/secrets"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(_api, "/secrets", HttpMethod.Post));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(_management, "/things"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_management, "/secrets"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(_management, "/secrets", HttpMethod.Post));
    }

    [Fact]
    public async Task The_Host_header_has_no_effect()
    {
        await using var app = Service(("urls", $"http://127.0.0.1:{_api}"), ("Management:Port", $"{_management}"));
        await app.StartAsync(Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(_api, "/secrets", host: $"127.0.0.1:{_management}"));
    }

    [Fact]
    public async Task Without_a_port_operators_endpoints_are_not_served()
    {
        await using var app = Service(("urls", $"http://127.0.0.1:{_api}"));
        await app.StartAsync(Cancelled);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_api, "/things"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(_api, "/secrets"));
    }

    [Fact]
    public async Task A_check_that_throws_does_not_show_its_exception()
    {
        await using var app = Service(("urls", $"http://127.0.0.1:{_api}"), ("Management:Port", $"{_management}"));
        await app.StartAsync(Cancelled);

        using var client = new HttpClient();
        foreach (var port in new[] { _api, _management })
        {
            using var response = await client.GetAsync($"http://127.0.0.1:{port}/health", Cancelled);
            var body = await response.Content.ReadAsStringAsync(Cancelled);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.DoesNotContain("hunter2", body, StringComparison.Ordinal);
            Assert.Equal(port == _management, body.Contains("leaky", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:1;http://localhost:2", "http://127.0.0.1:3")]
    [InlineData("http://127.0.0.1:1;http://*:2", "http://*:3")]
    [InlineData("http://[::1]:1", "http://127.0.0.1:3")]
    [InlineData("http://0.0.0.0:1", "http://*:3")]
    [InlineData("", "http://127.0.0.1:3")]
    public void The_management_port_listens_on_loopback_if_the_API_does(string urls, string expected)
    {
        var builder = Builder(("urls", urls), ("Management:Port", "3"));

        Assert.EndsWith(";" + expected, builder.Configuration["urls"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_management_port_listens_on_the_configured_host()
    {
        var builder = Builder(("urls", "http://*:1"), ("Management:Port", "3"), ("Management:Host", "10.0.0.7"));

        Assert.Equal("http://*:1;http://10.0.0.7:3", builder.Configuration["urls"]);
    }

    [Theory]
    [InlineData("http://127.0.0.1:3", "3")]
    [InlineData("http://127.0.0.1:1", "0")]
    [InlineData("http://127.0.0.1:1", "70000")]
    [InlineData("http://127.0.0.1:1", "some")]
    public void An_invalid_port_is_refused_naming_the_setting(string urls, string port)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Builder(("urls", urls), ("Management:Port", port)));

        Assert.Contains("Management:Port", refused.Message, StringComparison.Ordinal);
    }

    static WebApplicationBuilder Builder(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder([.. settings.Select(setting => $"--{setting.Name}={setting.Value}")]);
        return builder.AddServiceDefaults();
    }

    static WebApplication Service(params (string Name, string Value)[] settings)
    {
        var builder = Builder(settings);
        builder.Services.AddHealthChecks().AddCheck("leaky", LeakyCheck);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/things", () => "things");
        app.MapManagementGroup().MapGet("/secrets", () => "secrets");
        return app;
    }

    static HealthCheckResult LeakyCheck() => throw new InvalidOperationException("password hunter2 refused");

    static async Task<HttpStatusCode> StatusAsync(int port, string path, HttpMethod? method = null, string? host = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"http://127.0.0.1:{port}{path}") { Headers = { Host = host } };
        using var response = await client.SendAsync(request, Cancelled);
        return response.StatusCode;
    }
}
