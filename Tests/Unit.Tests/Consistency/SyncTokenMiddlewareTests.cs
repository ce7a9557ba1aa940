using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Consistency;
using DbPerService.ServiceDefaults;
using DbPerService.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.Unit.Consistency;

/// <summary>Two services: one that writes, and one that has or has not applied what it wrote.</summary>
public sealed class SyncTokenMiddlewareTests : IAsyncLifetime
{
    readonly Applied _applied = new();
    WebApplication _owner = null!;
    WebApplication _copy = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _owner = await StartAsync(builder => builder.AddServiceClient("owner", "copy"), FreePort.Next());
        _copy = await StartAsync(builder => builder.Services.AddSingleton<IAppliedEvents>(_applied), new Uri(_copyAddress).Port);
    }

    readonly string _copyAddress = $"http://127.0.0.1:{FreePort.Next()}";

    [Theory]
    [InlineData("POST", "/things/201")]
    [InlineData("PUT", "/things/202")]
    [InlineData("DELETE", "/things/204")]
    public async Task A_write_answers_with_a_token_of_what_it_committed(string method, string path)
    {
        using var written = await SendAsync(_owner, method, path);
        using var read = await SendAsync(_copy, "GET", "/things", Token(written));

        Assert.Equal("applied", Header(read, "Sync-Status"));
        Assert.Equal(["Happened"], _applied.Awaited.Select(e => e.Type));
        Assert.Null(Header(read, "Preference-Applied"));
    }

    [Fact]
    public async Task A_write_that_fails_and_a_read_answer_without_a_token()
    {
        using var failed = await SendAsync(_owner, "POST", "/things/409");
        using var read = await SendAsync(_owner, "GET", "/things");

        Assert.Null(Header(failed, "Sync-Token"));
        Assert.Null(Header(read, "Sync-Token"));
        Assert.Null(Header(read, "Sync-Status"));
    }

    [Fact]
    public async Task A_read_says_that_the_write_has_not_arrived_and_how_long_it_waited()
    {
        _applied.Answer = false;
        using var written = await SendAsync(_owner, "POST", "/things/201");

        using var read = await SendAsync(_copy, "GET", "/things", Token(written), "wait=60");

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("pending", Header(read, "Sync-Status"));
        Assert.Equal("wait=10", Header(read, "Preference-Applied"));
        Assert.Equal(TimeSpan.FromSeconds(10), _applied.AtMost);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("W10.W10")]
    [InlineData("")]
    [InlineData(",")]
    public async Task A_token_that_is_not_valid_is_a_problem_at_once(string token)
    {
        var began = Stopwatch.GetTimestamp();
        using var read = await SendAsync(_copy, "GET", "/things", token);
        var problem = await read.Content.ReadFromJsonAsync<JsonElement>(Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, read.StatusCode);
        Assert.Equal("application/problem+json", read.Content.Headers.ContentType?.MediaType);
        Assert.True(problem.GetProperty("errors").TryGetProperty("Sync-Token", out _));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Forged_and_oversized_tokens_are_refused()
    {
        var forged = new SyncToken([.. Enumerable.Repeat((byte)1, 32)]).Write([]);
        using var written = await SendAsync(_owner, "POST", "/things/201");
        var many = string.Join(", ", Enumerable.Repeat(Token(written), 100));

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(_copy, "GET", "/things", forged)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(_copy, "GET", "/things", many)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(_copy, "GET", "/things", $"{Token(written)}, {forged}")).StatusCode);
    }

    [Fact]
    public async Task A_read_may_wait_for_several_writes()
    {
        using var first = await SendAsync(_owner, "POST", "/things/201");
        using var second = await SendAsync(_owner, "POST", "/things/201");

        using var read = await SendAsync(_copy, "HEAD", "/things", $"{Token(first)},{Token(second)}");

        Assert.Equal("applied", Header(read, "Sync-Status"));
        Assert.Equal(2, _applied.Awaited.Count);
    }

    [Fact]
    public async Task What_a_called_service_commits_is_part_of_the_token()
    {
        using var written = await SendAsync(_owner, "POST", "/forwarded");

        using var read = await SendAsync(_copy, "GET", "/things", Token(written), "wait=3");

        Assert.Equal(["Happened"], _applied.Awaited.Select(e => e.Type));
        Assert.Equal("applied", Header(read, "Sync-Status"));
        Assert.Equal("wait=3", Header(read, "Preference-Applied"));
    }

    public async ValueTask DisposeAsync()
    {
        await _owner.DisposeAsync();
        await _copy.DisposeAsync();
    }

    async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> add, int port)
    {
        var builder = WebApplication.CreateBuilder(
            [$"--Callers:Key={new string('k', 40)}", $"--services:copy:http:0={_copyAddress}", $"--urls=http://127.0.0.1:{port}"]);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpClient();
        add(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/things", () => "things");
        app.MapMethods("/things", ["HEAD"], () => Results.Ok());
        app.MapMethods("/things/{status:int}", ["POST", "PUT", "DELETE"], (int status) =>
        {
            CommittedEvents.Add([new CommittedEvent("things", "Happened", Guid.CreateVersion7(), 0)]);
            return Results.StatusCode(status);
        });
        app.MapPost("/forwarded", async (IHttpClientFactory clients) =>
        {
            using var response = await clients.CreateClient("copy").PostAsync("/things/201", null, Cancelled);
        });
        await app.StartAsync(Cancelled);
        return app;
    }

    static async Task<HttpResponseMessage> SendAsync(
        WebApplication app, string method, string path, string? token = null, string? prefer = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), app.Urls.Single() + path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Sync-Token", token);
        }

        if (prefer is not null)
        {
            request.Headers.Add("Prefer", prefer);
        }

        return await client.SendAsync(request, Cancelled);
    }

    static string Token(HttpResponseMessage response) => Header(response, "Sync-Token") ?? throw new InvalidOperationException("No token.");

    static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    sealed class Applied : IAppliedEvents
    {
        public bool Answer { get; set; } = true;

        public IReadOnlyList<CommittedEvent> Awaited { get; private set; } = [];

        public TimeSpan AtMost { get; private set; }

        public Task<bool> WaitAsync(IReadOnlyList<CommittedEvent> events, TimeSpan atMost, CancellationToken cancellationToken)
        {
            (Awaited, AtMost) = (events, atMost);
            return Task.FromResult(Answer);
        }
    }
}
