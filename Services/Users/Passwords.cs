using System.Security.Cryptography;
using System.Threading.RateLimiting;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace DbPerService.Users;

/// <summary>
/// Hashes and verifies passwords with the framework's hasher. That is meant to be slow, so half of the processors do it at most, and the
/// rest of the requests wait for their turn, up to a limit.
/// </summary>
sealed class Passwords : IDisposable
{
    public const int MostWaiting = 100;

    // The hasher ignores the user.
    static readonly object Nobody = new();

    readonly PasswordHasher<object> _hasher;
    readonly ConcurrencyLimiter _turns;
    readonly string _hashOfNobody;

    public Passwords(IOptions<PasswordHasherOptions> options)
    {
        _hasher = new PasswordHasher<object>(options);
        _turns = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = MostAtOnce,
            QueueLimit = MostWaiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _hashOfNobody = _hasher.HashPassword(Nobody, RandomNumberGenerator.GetHexString(32));
    }

    public static int MostAtOnce => Math.Max(1, Environment.ProcessorCount / 2);

    /// <exception cref="ProblemException">503: too many requests wait already.</exception>
    public async Task<string> HashAsync(string password, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken);
        return _hasher.HashPassword(Nobody, password);
    }

    /// <summary>Takes the same time whether the user is unknown or the password wrong.</summary>
    /// <param name="hash">That of the user's password; null for a user that does not exist.</param>
    /// <param name="password">What the caller says that it is.</param>
    /// <param name="cancellationToken">Ends the wait for a turn.</param>
    /// <returns>Whether it is right, and if so, a hash to replace one that was made with other parameters.</returns>
    /// <exception cref="ProblemException">503: too many requests wait already.</exception>
    public async Task<(bool IsRight, string? NewHash)> VerifyAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken);
        var result = _hasher.VerifyHashedPassword(Nobody, hash ?? _hashOfNobody, password);
        return hash is null || result == PasswordVerificationResult.Failed
            ? (false, null)
            : (true, result == PasswordVerificationResult.SuccessRehashNeeded ? _hasher.HashPassword(Nobody, password) : null);
    }

    /// <summary>Waits for a turn, which ends when it is disposed of.</summary>
    /// <exception cref="ProblemException">503: too many requests wait already.</exception>
    public async ValueTask<RateLimitLease> TurnAsync(CancellationToken cancellationToken)
    {
        var turn = await _turns.AcquireAsync(1, cancellationToken);
        if (!turn.IsAcquired)
        {
            turn.Dispose();
            throw new ProblemException(StatusCodes.Status503ServiceUnavailable, "Too many requests with passwords at once; retry later.");
        }

        return turn;
    }

    public void Dispose() => _turns.Dispose();
}
