using System.Net.Http.Json;
using DbPerService.Contracts;
using DbPerService.Sessions.Domain;
using Microsoft.Extensions.Options;

namespace DbPerService.Sessions.Clients;

/// <summary>What Users says of a user id and a password.</summary>
abstract record SignIn
{
    public sealed record Verified(string UserId, SessionRole Role) : SignIn;

    public sealed record Wrong : SignIn;

    /// <summary>Too many attempts.</summary>
    public sealed record TooMany(string? RetryAfter) : SignIn;

    public sealed record Unavailable : SignIn;
}

/// <summary>Asks Users to verify a password. Sessions never keeps one.</summary>
sealed partial class UsersClient(
    IHttpClientFactory clients, IOptions<SessionsOptions> options, TimeProvider time, ILogger<UsersClient> logger)
{
    public static readonly string Name = SystemMap.Users.Name;

    readonly OutageLog _outages = new(time);

    public async Task<SignIn> VerifyAsync(string userId, string password, CancellationToken cancellationToken)
    {
        // Nobody is registered under a guest's id; if somebody were, they would see the guest's orders.
        if (Guest.IsGuest(userId))
        {
            return new SignIn.Wrong();
        }

        using var client = clients.CreateClient(Name);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/credentials")
        {
            Content = JsonContent.Create(new Credentials(userId, password), ClientJson.Default.Credentials),
        };
        try
        {
            var response = await client.SendAsync(request, options.Value.UsersTimeout, cancellationToken);
            switch (response.Status)
            {
                case StatusCodes.Status200OK when Read(response) is { } verified:
                    return verified;
                case StatusCodes.Status401Unauthorized or StatusCodes.Status404NotFound or StatusCodes.Status400BadRequest:
                    return new SignIn.Wrong();
                case StatusCodes.Status429TooManyRequests:
                    return new SignIn.TooMany(response.Headers.RetryAfter?.ToString());
                default:
                    return Unavailable($"it answers {response.Status}");
            }
        }
        catch (HttpRequestException exception)
        {
            return Unavailable(exception.Message);
        }
    }

    SignIn.Unavailable Unavailable(string reason)
    {
        if (_outages.IsDue())
        {
            LogUnavailable(logger, reason);
        }

        return new();
    }

    static SignIn.Verified? Read(ServiceResponse response) =>
        response.Text("userId") is { } userId && Enum.TryParse<SessionRole>(response.Text("role"), ignoreCase: true, out var role)
            ? new(userId, role)
            : null;

    [LoggerMessage(1, LogLevel.Warning, "Users cannot verify a password: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
