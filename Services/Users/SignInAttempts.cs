using Microsoft.Extensions.Options;

namespace DbPerService.Users;

/// <summary>
/// Bounds the wrong passwords per user and instance of the service: so many in a window of time, counted from the first one. Each attempt
/// that is admitted costs a hash, which bounds how many users there are to remember.
/// </summary>
sealed class SignInAttempts(IOptions<UsersOptions> options, TimeProvider time)
{
    readonly Lock _lock = new();
    readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);
    long _cleanedUp = time.GetTimestamp();

    TimeSpan Length => options.Value.AttemptWindow;

    /// <summary>How many users are remembered.</summary>
    public int Users
    {
        get
        {
            lock (_lock)
            {
                return _windows.Count;
            }
        }
    }

    /// <summary>Counts an attempt, as long as the limit is not reached.</summary>
    /// <param name="userId">The user, who need not exist.</param>
    /// <param name="wait">How long the current window goes on.</param>
    public bool TryBegin(string userId, out TimeSpan wait)
    {
        lock (_lock)
        {
            Cleanup();
            if (!_windows.TryGetValue(userId, out var window) || HasPassed(window.Start))
            {
                _windows[userId] = window = new Window(time.GetTimestamp());
            }

            wait = Length - time.GetElapsedTime(window.Start);
            if (window.Attempts >= options.Value.MaxWrongPasswords)
            {
                return false;
            }

            window.Attempts++;
            return true;
        }
    }

    /// <summary>Takes an attempt back that has not shown a wrong password.</summary>
    public void Return(string userId)
    {
        lock (_lock)
        {
            if (_windows.TryGetValue(userId, out var window) && --window.Attempts <= 0)
            {
                _windows.Remove(userId);
            }
        }
    }

    void Cleanup()
    {
        if (HasPassed(_cleanedUp))
        {
            _cleanedUp = time.GetTimestamp();
            foreach (var (userId, window) in _windows)
            {
                if (HasPassed(window.Start))
                {
                    _windows.Remove(userId);
                }
            }
        }
    }

    bool HasPassed(long start) => time.GetElapsedTime(start) >= Length;

    sealed class Window(long start)
    {
        public long Start => start;

        public int Attempts { get; set; }
    }
}
