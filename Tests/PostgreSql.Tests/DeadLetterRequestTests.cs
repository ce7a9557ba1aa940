using System.Net;
using System.Text;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Operators' requests that are refused. None of them changes anything, so one service serves all.</summary>
public sealed class DeadLetterRequestTests(DeadLetterRequestTests.Application application) : IClassFixture<DeadLetterRequestTests.Application>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("redrive", "{}")]
    [InlineData("redrive", "{\"topic\":\"pings\"}")]
    [InlineData("redrive", "{\"reason\":\"Unknown\"}")]
    [InlineData("redrive", "{\"reason\":\"Failed\",\"key\":\"a\"}")]
    [InlineData("redrive", "{\"topic\":\"pings\",\"key\":\"a\\u0000\"}")]
    [InlineData("discard", "{\"topic\":\"pings\",\"key\":\"a\"}")]
    [InlineData("discard", "{\"reason\":\"why\"}")]
    [InlineData("discard", "{\"topic\":\"pings\",\"key\":\"a\",\"reason\":\"\\u0000\"}")]
    public async Task An_ambiguous_selection_is_refused(string action, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await application.Client.PostAsync($"/dead-letters/{action}", content, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("after=-1")]
    [InlineData("reason=refused")]
    [InlineData("key=%00")]
    public async Task Invalid_list_parameters_are_refused(string query)
    {
        using var response = await application.Client.GetAsync($"/dead-letters?{query}", Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    public sealed class Application : IAsyncLifetime
    {
        readonly EnginesFixture _engines = new();
        DeadLetterApplication _app = null!;

        public HttpClient Client => _app.Client;

        public async ValueTask InitializeAsync()
        {
            await _engines.InitializeAsync();
            _app = await DeadLetterApplication.StartAsync(_engines);
        }

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            await _engines.DisposeAsync();
        }
    }
}
